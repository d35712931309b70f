import { count } from '../../components/clock.ts'
import { Kbd } from '../../components/kbd.tsx'
import { Foot } from '../../components/page.tsx'
import { ZoneNote } from '../../components/time.tsx'
import type { Counts } from './use-incidents.ts'

const keys: readonly [string, string][] = [
  ['j k', 'move'],
  ['Enter', 'open'],
  ['n', 'note'],
  ['c', 'new incident'],
  ['/', 'search'],
  ['?', 'keys'],
]

export function IncidentsFoot({ counts }: { counts: Counts | undefined }) {
  return (
    <Foot>
      {counts !== undefined && (
        <span>
          {count(counts.open)} open, {count(counts.resolved)} resolved
        </span>
      )}
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
