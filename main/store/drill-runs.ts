import type { DrillRun } from '../../shared/domain/drill-run.ts'
import { type RunRecord, type RunRow, runRecordOf, runRowOf, runStateOf } from './drill-run-record.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

export async function insertRun(tx: Tx, run: DrillRun, last_seq: number): Promise<void> {
  await tx.db
    .insertInto('drill_run')
    .values(runRowOf(tx.workspace, run, last_seq))
    .execute()
}

export async function saveRun(tx: Tx, run: DrillRun, last_seq: number): Promise<void> {
  await tx.db
    .updateTable('drill_run')
    .set({ ...runStateOf(run), last_seq })
    .where('workspace', '=', tx.workspace)
    .where('run_id', '=', run.run_id)
    .execute()
}

export async function findRun(db: ReadDb, workspace: string, run_id: string): Promise<RunRecord | undefined> {
  const [row] = await runByKey<RunRow>(db, 'drill run', [workspace, run_id], () =>
    db.selectFrom('drill_run').selectAll().where('workspace', '=', workspace).where('run_id', '=', run_id),
  )
  return row && runRecordOf(row)
}

/** The one that goes on: of one schedule there is never more than one. */
export async function findRunning(db: ReadDb, workspace: string, schedule_id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('drill_run')
    .select('run_id')
    .where('workspace', '=', workspace)
    .where('schedule_id', '=', schedule_id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return row?.run_id
}

export type RunFilter = {
  schedule_id?: string | undefined
  state?: readonly DrillRun['progress']['state'][] | undefined
}

/** Newest first, after a place in that order. */
export async function readRuns(
  db: ReadDb,
  workspace: string,
  { schedule_id, state }: RunFilter,
  { after, limit }: { after?: number | undefined; limit: number },
): Promise<RunRecord[]> {
  let query = db.selectFrom('drill_run').selectAll().where('workspace', '=', workspace)
  if (schedule_id !== undefined) query = query.where('schedule_id', '=', schedule_id)
  if (state?.length) query = query.where('state', 'in', state)
  if (after !== undefined) query = query.where('n', '<', after)
  return (await query.orderBy('n', 'desc').limit(limit).execute()).map(runRecordOf)
}

/** Those that ended in a time, oldest first. */
export async function readEndedRuns(
  db: ReadDb,
  workspace: string,
  { schedule_id, since }: { schedule_id?: string | undefined; since: string },
): Promise<DrillRun[]> {
  let query = db.selectFrom('drill_run').selectAll().where('workspace', '=', workspace).where('ended_at', '>=', since)
  if (schedule_id !== undefined) query = query.where('schedule_id', '=', schedule_id)
  return (await query.orderBy('ended_at').orderBy('n').execute()).map((row) => runRecordOf(row).run)
}

/** All of a workspace's rows as they stand, in the order in which they were made, for the verifier. */
export async function readRunRows(db: ReadDb, workspace: string): Promise<RunRow[]> {
  return db.selectFrom('drill_run').selectAll().where('workspace', '=', workspace).orderBy('n').execute()
}
