import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'

/** A sentence shown on hover and on focus. Never the only place where something is said. */
export function Hint({ says, off = false, children }: { says: string; off?: boolean; children: ReactElement }) {
  return (
    <Tooltip.Root disabled={off}>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-72 rounded-m border border-line-strong bg-raised px-2 py-1 text-s text-ink shadow-pop">
            {says}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
