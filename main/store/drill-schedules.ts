import type { Selectable } from 'kysely'
import type { Who } from '../../shared/domain/action.ts'
import { ScheduleDocument } from '../../shared/domain/drill-entries.ts'
import type { Schedule } from '../../shared/domain/drill-schedule.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** A schedule, who set it so, and the entry that says it. */
export type ScheduleRecord = { schedule: Schedule; changed_at: string; changed_by: Who; last_seq: number }
export type ScheduleRow = Selectable<Schema['drill_schedule']>

export async function readSchedule(
  db: ReadDb,
  workspace: string,
  schedule_id: string,
): Promise<ScheduleRecord | undefined> {
  const [row] = await runByKey<ScheduleRow>(db, 'drill schedule', [workspace, schedule_id], () =>
    db
      .selectFrom('drill_schedule')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('schedule_id', '=', schedule_id),
  )
  return row && scheduleRecordOf(row)
}

/** By their ids: a workspace has few. */
export async function readSchedules(db: ReadDb, workspace: string): Promise<ScheduleRecord[]> {
  return (await readScheduleRows(db, workspace)).map(scheduleRecordOf)
}

/** All of a workspace's rows as they stand, for the verifier. */
export async function readScheduleRows(db: ReadDb, workspace: string): Promise<ScheduleRow[]> {
  return db.selectFrom('drill_schedule').selectAll().where('workspace', '=', workspace).orderBy('schedule_id').execute()
}

/** Makes it, or sets it anew. */
export async function saveSchedule(tx: Tx, record: ScheduleRecord): Promise<void> {
  const { workspace: _, schedule_id: __, ...row } = scheduleRowOf(tx.workspace, record)
  await tx.db
    .insertInto('drill_schedule')
    .values(scheduleRowOf(tx.workspace, record))
    .onConflict((conflict) => conflict.columns(['workspace', 'schedule_id']).doUpdateSet(row))
    .execute()
}

export const scheduleRowOf = (
  workspace: string,
  { schedule, changed_at, changed_by, last_seq }: ScheduleRecord,
): ScheduleRow => ({
  workspace,
  schedule_id: schedule.schedule_id,
  document: scheduleText(schedule),
  status: schedule.status,
  next_due_at: schedule.next_due_at,
  changed_at,
  changed_by: changed_by.id,
  changed_by_digest: changed_by.digest,
  last_seq,
})

/** Two schedules are the same where their texts are. */
export const scheduleText = (schedule: Schedule): string => canonicalText(schedule as unknown as Json)

export function scheduleRecordOf(row: ScheduleRow): ScheduleRecord {
  return {
    schedule: ScheduleDocument.parse(JSON.parse(row.document)),
    changed_at: row.changed_at,
    changed_by: { id: row.changed_by, digest: row.changed_by_digest },
    last_seq: row.last_seq,
  }
}
