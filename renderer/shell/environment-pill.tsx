import type { Connection } from '../api.ts'
import { nameOf } from '../state/connection.ts'
import { environmentShapes } from '../state/environments.ts'

export const pillLook =
  'flex max-w-64 shrink-0 items-center gap-2 rounded-full border border-env bg-[color-mix(in_srgb,var(--env)_22%,transparent)] px-2.5 py-[3px] text-s font-semibold whitespace-nowrap'

export function EnvironmentPill({ connection }: { connection: Connection }) {
  return (
    <span title={connection.url ?? undefined} className={pillLook}>
      <EnvironmentName connection={connection} />
    </span>
  )
}

export function EnvironmentName({ connection }: { connection: Connection }) {
  return (
    <>
      <span aria-hidden className="text-[9px]">
        {environmentShapes[connection.environment]}
      </span>
      <span className="truncate">{nameOf(connection)}</span>
    </>
  )
}
