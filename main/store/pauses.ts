import type { Pause } from '../../shared/domain/pause.ts'
import { type PauseRecord, type PauseRow, pauseRecordOf, pauseRowOf, pauseStateOf } from './pause-record.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

export async function insertPause(tx: Tx, pause: Pause, last_seq: number): Promise<void> {
  await tx.db
    .insertInto('agent_pause')
    .values(pauseRowOf(tx.workspace, pause, last_seq))
    .execute()
}

export async function savePause(tx: Tx, pause: Pause, last_seq: number): Promise<void> {
  await tx.db
    .updateTable('agent_pause')
    .set({ ...pauseStateOf(pause), last_seq })
    .where('workspace', '=', tx.workspace)
    .where('pause_id', '=', pause.id)
    .execute()
}

export async function findPause(db: ReadDb, workspace: string, id: string): Promise<PauseRecord | undefined> {
  const [row] = await runByKey<PauseRow>(db, 'pause', [workspace, id], () =>
    db.selectFrom('agent_pause').selectAll().where('workspace', '=', workspace).where('pause_id', '=', id),
  )
  return row && pauseRecordOf(row)
}

/** Which agents are to stand still now, the one that was paused last first. Of one agent there is never more than one. */
export async function activePauses(
  db: ReadDb,
  workspace: string,
  agent: string | undefined,
  now: string,
): Promise<PauseRecord[]> {
  return readPauses(db, workspace, { agent, activeAt: now }, {})
}

type PauseFilter = {
  agent?: string | undefined
  /** Only those that are active at this moment. */
  activeAt?: string | undefined
}

/** Newest first, after a place in that order. */
export async function readPauses(
  db: ReadDb,
  workspace: string,
  { agent, activeAt }: PauseFilter,
  { after, limit }: { after?: number | undefined; limit?: number | undefined },
): Promise<PauseRecord[]> {
  let query = db.selectFrom('agent_pause').selectAll().where('workspace', '=', workspace)
  if (agent !== undefined) query = query.where('agent', '=', agent)
  if (activeAt !== undefined)
    query = query
      .where('resumed_at', 'is', null)
      .where((e) => e.or([e('until', 'is', null), e('until', '>', activeAt)]))
  if (after !== undefined) query = query.where('n', '<', after)
  if (limit !== undefined) query = query.limit(limit)
  return (await query.orderBy('n', 'desc').execute()).map(pauseRecordOf)
}

/** All of a workspace's rows as they stand, in the order in which they were made, for the verifier. */
export async function readPauseRows(db: ReadDb, workspace: string): Promise<PauseRow[]> {
  return db.selectFrom('agent_pause').selectAll().where('workspace', '=', workspace).orderBy('n').execute()
}
