import { sql } from 'kysely'
import type { Action } from '../../shared/domain/action.ts'
import { type ActionRecord, type ActionRow, actionColumns, recordOf, rowOf, stateText } from './action-record.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'
import { everywhere } from './within.ts'

export async function findAction(db: ReadDb, workspace: string, id: string): Promise<ActionRecord | undefined> {
  const [row] = await runByKey(db, 'action', [workspace, id], () =>
    db.selectFrom('action').select(actionColumns).where('workspace', '=', workspace).where('id', '=', id),
  )
  return row && recordOf(row)
}

export async function insertAction(tx: Tx, action: Action, seq: number): Promise<void> {
  await tx.db.insertInto('action').values(rowOf(action, seq)).execute()
}

export async function saveState(tx: Tx, action: Action, seq: number): Promise<void> {
  const { id } = action.proposal
  const fresh = { state: stateText(action), status: action.progress.status, last_seq: seq }
  await runByKey(tx.db, 'save action', [...Object.values(fresh), tx.workspace, id], () =>
    tx.db.updateTable('action').set(fresh).where('workspace', '=', tx.workspace).where('id', '=', id),
  )
}

/** Said in the text itself, so that SQLite knows the partial index to be for this. */
const waiting = sql.lit('proposed')

/** Proposals whose time is over, of any workspace, the longest waiting first. */
export async function findLate(db: ReadDb, now: string, limit: number): Promise<{ workspace: string; id: string }[]> {
  const query = db
    .selectFrom('action')
    .select(['workspace', 'id'])
    .where('status', '=', waiting)
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
  return everywhere(() => query.execute())
}

const runsUnlessHeld = (db: ReadDb, now: string) =>
  db
    .selectFrom('action')
    .where('action.status', '=', waiting)
    .where('action.tier', '=', 1)
    .where('action.mode', '=', 'autonomous')
    .where('action.expires_at', '>', now)

/** What was held until its workspace's hold was lifted, and may now run by itself; of any workspace. */
export async function findReleased(
  db: ReadDb,
  now: string,
  limit: number,
): Promise<{ workspace: string; id: string }[]> {
  const query = runsUnlessHeld(db, now)
    .leftJoin('workspace_hold', 'workspace_hold.workspace', 'action.workspace')
    .where((e) => e.or([e('workspace_hold.held', 'is', null), e('workspace_hold.held', '=', 0)]))
    .select(['action.workspace', 'action.id'])
    .orderBy('action.n')
    .limit(limit)
  return everywhere(() => query.execute())
}

/** What would run if nobody held the workspace. */
export async function countHeld(db: ReadDb, workspace: string, now: string): Promise<number> {
  const row = await runsUnlessHeld(db, now)
    .where('action.workspace', '=', workspace)
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** All of a workspace's rows in the order in which the ledger last changed them: for the verifier. */
export async function* readActionRows(
  db: ReadDb,
  workspace: string,
): AsyncGenerator<ActionRow & { words: string; status: string }> {
  const batch = 1000
  let last: { last_seq: number; n: number } = { last_seq: -1, n: -1 }
  for (;;) {
    const { last_seq, n } = last
    const rows = await db
      .selectFrom('action')
      .select([...actionColumns, 'words', 'status'])
      .where('workspace', '=', workspace)
      .where((e) => e(e.refTuple('last_seq', 'n'), '>', e.tuple(last_seq, n)))
      .orderBy('last_seq')
      .orderBy('n')
      .limit(batch)
      .execute()
    yield* rows
    const end = rows.at(-1)
    if (end === undefined || rows.length < batch) return
    last = end
  }
}
