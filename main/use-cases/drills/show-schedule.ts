import { type DrillStatus, mostUrgent } from '../../../shared/domain/drill-schedule.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readSchedule, readSchedules } from '../../store/drill-schedules.ts'
import type { Caller } from '../caller.ts'
import { type ScheduleView, viewSchedule } from './view-schedules.ts'

type Reading = Pick<Services, 'store' | 'clock' | 'drillPolicy'>

/** The same for what belongs to another workspace. */
export const noSuchSchedule: Refusal = { code: 'not_found', detail: 'There is no such schedule.' }

export async function showSchedule(
  services: Reading,
  caller: Caller,
  schedule_id: string,
): Promise<Result<ScheduleView>> {
  const { store, clock } = services
  const record = await readSchedule(store.read, caller.workspace, schedule_id)
  if (record === undefined) return { ok: false, refusal: noSuchSchedule }
  return ok(await viewSchedule(services, store.read, caller, record, clock()))
}

/** How it stands with the one that is named, or else with the one that is due first. */
export async function showDrillSchedule(
  services: Reading,
  caller: Caller,
  schedule_id: string | undefined,
): Promise<Result<{ status: DrillStatus; schedule: ScheduleView | null }>> {
  const wanted = schedule_id ?? (await mostUrgentIn(services, caller))
  if (wanted === undefined) return ok({ status: 'not_requested', schedule: null })
  const shown = await showSchedule(services, caller, wanted)
  return shown.ok ? ok({ status: shown.value.drill_status, schedule: shown.value }) : shown
}

async function mostUrgentIn({ store }: Reading, { workspace }: Caller): Promise<string | undefined> {
  const schedules = (await readSchedules(store.read, workspace)).map(({ schedule }) => schedule)
  return mostUrgent(schedules)?.schedule_id
}
