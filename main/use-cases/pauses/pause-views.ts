import type { z } from '@hono/zod-openapi'
import type { Pause as PauseShape } from '../../../shared/contract/pauses.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { allowedOnPause, isActive } from '../../../shared/domain/pause.ts'
import type { Services } from '../../services.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { PauseRecord } from '../../store/pause-record.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import type { Caller } from '../caller.ts'

export type PauseView = z.output<typeof PauseShape>

/** Pauses as this caller sees them: with names for those who asked, and with what the caller may do now. */
export async function pauseViews(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { workspace, permissions }: Pick<Caller, 'workspace' | 'permissions'>,
  records: readonly PauseRecord[],
  db: ReadDb = store.read,
  now: string = new Date(clock()).toISOString(),
): Promise<PauseView[]> {
  const people = records.flatMap(({ pause: { paused_by, resumed } }) => [paused_by, ...(resumed ? [resumed.by] : [])])
  const actors = await viewActors(
    db,
    workspace,
    people.map(({ digest }) => digest),
  )
  const name = (who: Who): ActorView => actors[who.digest] ?? unknown(who)
  return records.map(({ pause, last_seq }) => ({
    id: pause.id,
    agent: pause.agent,
    reason: pause.reason,
    until: pause.until,
    active: isActive(pause, now),
    paused_at: pause.paused_at,
    paused_by: name(pause.paused_by),
    resumed_at: pause.resumed?.at ?? null,
    resumed_by: pause.resumed && name(pause.resumed.by),
    last_seq,
    commands: allowedOnPause(pause, { now, permissions }),
  }))
}
