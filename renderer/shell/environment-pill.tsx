import type { Connection } from '../api.ts'
import { nameOf } from '../state/connection.ts'

// A shape each, for those who cannot tell the colours apart.
const shapes = { production: '▲', staging: '■', development: '●', sample: '◆' } as const

export function EnvironmentPill({ connection }: { connection: Connection }) {
  return (
    <span
      title={connection.url ?? undefined}
      className="flex max-w-64 shrink-0 items-center gap-2 rounded-full border border-env bg-[color-mix(in_srgb,var(--env)_22%,transparent)] px-2.5 py-[3px] text-s font-semibold whitespace-nowrap"
    >
      <span aria-hidden className="text-[9px]">
        {shapes[connection.environment]}
      </span>
      <span className="truncate">{nameOf(connection)}</span>
    </span>
  )
}
