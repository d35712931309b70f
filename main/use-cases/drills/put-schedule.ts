import type { z } from '@hono/zod-openapi'
import type { NewSchedule } from '../../../shared/contract/drill-schedules.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readSchedule } from '../../store/drill-schedules.ts'
import type { Act } from '../transition.ts'
import { recordSchedule } from './record-schedule.ts'
import { type ScheduleView, viewSchedule } from './view-schedules.ts'

/** Everybody who may run drills may set their schedules; what it may not name was looked at at the door. */
export async function putSchedule(
  services: Pick<Services, 'drillPolicy'>,
  act: Act,
  schedule_id: string,
  wanted: z.output<typeof NewSchedule>,
  /** The `last_seq` of what was changed, 0 where there was none: nobody overwrites what they have not seen. */
  seen?: number,
): Promise<Result<ScheduleView>> {
  const { tx, caller } = act
  const now = seen === undefined ? seen : ((await readSchedule(tx.db, tx.workspace, schedule_id))?.last_seq ?? 0)
  if (now !== seen)
    return refuse('invalid_transition', 'Somebody has changed the schedule meanwhile: nothing was set.', {
      last_seq: now,
    })
  const record = await recordSchedule(act, { schedule_id, ...wanted })
  return ok(await viewSchedule(services, tx.db, caller, record, Date.parse(tx.now)))
}
