import type { z } from '@hono/zod-openapi'
import type { Schedule as ScheduleShape } from '../../../shared/contract/drill-schedules.ts'
import { type Schedule, standingOf } from '../../../shared/domain/drill-schedule.ts'
import { allowedOnSchedule } from '../../../shared/domain/drill-schedule-offers.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { readLastDrills, readScheduleCounts } from '../../store/drill-schedule-counts.ts'
import type { ScheduleRecord } from '../../store/drill-schedules.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import type { Caller } from '../caller.ts'
import { whyKeptOff } from './why-kept-off.ts'

export type ScheduleView = z.output<typeof ScheduleShape>
type Policy = Pick<Services, 'drillPolicy'>
type Asker = Pick<Caller, 'workspace' | 'permissions' | 'actor'>

/** Schedules as they stand now, with how many of their routes wait, and what this caller may do with each. */
export async function viewSchedules(
  services: Policy,
  db: ReadDb,
  caller: Asker,
  records: readonly ScheduleRecord[],
  now: number,
): Promise<ScheduleView[]> {
  const { workspace, permissions } = caller
  const keptOff = await whyKeptOff(services, db, caller)
  const counts = await readScheduleCounts(db, workspace, new Date(now).toISOString())
  const lastDrills = await readLastDrills(db, workspace)
  const actors = await viewActors(
    db,
    workspace,
    records.map(({ changed_by }) => changed_by.digest),
  )
  return records.map(({ schedule, changed_at, changed_by, last_seq }) => {
    const { status, due_soon, stale, days_until_due } = standingOf(schedule, now)
    const { outstanding = 0, breached = 0 } = counts.get(schedule.schedule_id) ?? {}
    return {
      ...plain(schedule),
      drill_status: status,
      due_soon,
      stale,
      days_until_due,
      last_drill_at: lastDrills.get(schedule.schedule_id) ?? null,
      outstanding_count: outstanding,
      breached_count: breached,
      changed_at,
      changed_by: actors[changed_by.digest] ?? unknown(changed_by),
      last_seq,
      commands: allowedOnSchedule(schedule, permissions, keptOff),
    }
  })
}

export async function viewSchedule(
  services: Policy,
  db: ReadDb,
  caller: Asker,
  record: ScheduleRecord,
  now: number,
): Promise<ScheduleView> {
  const [view] = await viewSchedules(services, db, caller, [record], now)
  if (view === undefined) throw new Error('a schedule has no view')
  return view
}

type Plain = Pick<ScheduleView, keyof Schedule>

/** The wire's type has lists that can be written to. */
const plain = (schedule: Schedule): Plain => structuredClone(schedule) as Plain
