import type { Insertable, Selectable } from 'kysely'
import type { Pause } from '../../shared/domain/pause.ts'
import type { Schema } from './schema.ts'

/** A pause, its place in the list, and the entry that changed it last. */
export type PauseRecord = { n: number; last_seq: number; pause: Pause }
export type PauseRow = Selectable<Schema['agent_pause']>

export function pauseRecordOf(row: PauseRow): PauseRecord {
  const { n, last_seq, pause_id, agent, reason, until, paused_at, resumed_at, resumed_by, resumed_by_digest } = row
  const resumer = resumed_by !== null && resumed_by_digest !== null && { id: resumed_by, digest: resumed_by_digest }
  return {
    n,
    last_seq,
    pause: {
      id: pause_id,
      agent,
      reason,
      until,
      paused_at,
      paused_by: { id: row.paused_by, digest: row.paused_by_digest },
      resumed: resumer && resumed_at !== null ? { at: resumed_at, by: resumer } : null,
    },
  }
}

/** What changes of it. */
export const pauseStateOf = ({ resumed }: Pause) => ({
  resumed_at: resumed?.at ?? null,
  resumed_by: resumed?.by.id ?? null,
  resumed_by_digest: resumed?.by.digest ?? null,
})

export const pauseRowOf = (workspace: string, pause: Pause, last_seq: number): Insertable<Schema['agent_pause']> => ({
  workspace,
  pause_id: pause.id,
  agent: pause.agent,
  reason: pause.reason,
  until: pause.until,
  paused_at: pause.paused_at,
  paused_by: pause.paused_by.id,
  paused_by_digest: pause.paused_by.digest,
  ...pauseStateOf(pause),
  last_seq,
})
