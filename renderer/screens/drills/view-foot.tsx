import type { ReactNode } from 'react'
import { Kbd } from '../../components/kbd.tsx'
import { Foot } from '../../components/page.tsx'
import { ZoneNote } from '../../components/time.tsx'

/** The thin line under a list of this place. */
export function ViewFoot({ keys, children }: { keys: readonly (readonly [string, string])[]; children: ReactNode }) {
  return (
    <Foot>
      <span>{children}</span>
      <div className="flex h-5 min-w-0 flex-1 flex-wrap gap-x-4 overflow-hidden">
        {keys.map(([key, does]) => (
          <span key={key} className="inline-flex h-5 items-center gap-1.5">
            <Kbd keys={key} /> {does}
          </span>
        ))}
      </div>
      <span className="shrink-0">
        <ZoneNote />
      </span>
    </Foot>
  )
}
