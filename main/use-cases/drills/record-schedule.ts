import { writeSchedule } from '../../../shared/domain/drill-entries.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import { readSchedule, type ScheduleRecord, saveSchedule, scheduleText } from '../../store/drill-schedules.ts'
import type { Act } from '../transition.ts'

/** Sets a schedule, with its entry; the same again changes nothing, and is no entry. */
export async function recordSchedule({ tx, who }: Pick<Act, 'tx' | 'who'>, wanted: Schedule): Promise<ScheduleRecord> {
  // As the entry will say it: without what is left open.
  const schedule: Schedule = JSON.parse(JSON.stringify(wanted))
  const before = await readSchedule(tx.db, tx.workspace, schedule.schedule_id)
  if (before && scheduleText(before.schedule) === scheduleText(schedule)) return before
  const { seq } = tx.append({ ...writeSchedule(schedule), actor: who })
  const record = { schedule, changed_at: tx.now, changed_by: who, last_seq: seq }
  await saveSchedule(tx, record)
  return record
}
