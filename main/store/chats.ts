import { type Selectable, sql } from 'kysely'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

export type ChatSessionRow = Selectable<Schema['chat_session']>

export async function insertSession(tx: Tx, row: Omit<ChatSessionRow, 'workspace'>): Promise<ChatSessionRow> {
  const inserted = { workspace: tx.workspace, ...row }
  await tx.db.insertInto('chat_session').values(inserted).execute()
  return inserted
}

/** Nobody finds another's: to them it is one that never was. */
export async function findSession(
  db: ReadDb,
  workspace: string,
  owner: string,
  id: string,
): Promise<ChatSessionRow | undefined> {
  const [row] = await runByKey<ChatSessionRow>(db, 'chat session', [workspace, id, owner], () =>
    db
      .selectFrom('chat_session')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('session_id', '=', id)
      .where('owner', '=', owner),
  )
  return row
}

type Change = Partial<Pick<ChatSessionRow, 'title' | 'archived' | 'updated_at' | 'last_seq'>>

export async function saveSession(tx: Tx, session_id: string, change: Change): Promise<void> {
  await tx.db
    .updateTable('chat_session')
    .set(change)
    .where('workspace', '=', tx.workspace)
    .where('session_id', '=', session_id)
    .execute()
}

/** One more message is in it. `title` is for a chat that has none. */
export async function countMessage(tx: Tx, session_id: string, title: string | null): Promise<void> {
  await tx.db
    .updateTable('chat_session')
    .set((e) => ({
      message_count: e('message_count', '+', 1),
      updated_at: tx.now,
      title: title === null ? e.ref('title') : e.fn.coalesce('title', e.val(title)),
    }))
    .where('workspace', '=', tx.workspace)
    .where('session_id', '=', session_id)
    .execute()
}

/** A place in the order of the list. */
export type SessionPlace = { updated_at: string; session_id: string }

/** The one that was used last first, after a place in that order. */
export async function readSessions(
  db: ReadDb,
  workspace: string,
  { owner, archived }: { owner: string; archived: boolean },
  { after, limit }: { after?: SessionPlace | undefined; limit: number },
): Promise<ChatSessionRow[]> {
  let query = db
    .selectFrom('chat_session')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('owner', '=', owner)
    .where('archived', '=', archived ? 1 : 0)
  if (after !== undefined)
    query = query.where(sql<boolean>`(updated_at, session_id) < (${after.updated_at}, ${after.session_id})`)
  return query.orderBy('updated_at', 'desc').orderBy('session_id', 'desc').limit(limit).execute()
}

/** The chat and all that was said in it. Says how much that was. */
export async function deleteSessionRows(tx: Tx, session_id: string): Promise<number> {
  const gone = await tx.db
    .deleteFrom('chat_message')
    .where('workspace', '=', tx.workspace)
    .where('session_id', '=', session_id)
    .executeTakeFirst()
  await tx.db
    .deleteFrom('chat_session')
    .where('workspace', '=', tx.workspace)
    .where('session_id', '=', session_id)
    .execute()
  return Number(gone.numDeletedRows)
}

export async function sessionsOf(db: ReadDb, workspace: string, owner: string): Promise<string[]> {
  const rows = await db
    .selectFrom('chat_session')
    .select('session_id')
    .where('workspace', '=', workspace)
    .where('owner', '=', owner)
    .execute()
  return rows.map(({ session_id }) => session_id)
}

/** All of a workspace's rows as they stand, without a word of them, for the verifier. */
export async function readSessionRows(db: ReadDb, workspace: string) {
  return db
    .selectFrom('chat_session')
    .select(['session_id', 'owner', 'archived', 'created_at', 'last_seq'])
    .where('workspace', '=', workspace)
    .orderBy('session_id')
    .execute()
}
