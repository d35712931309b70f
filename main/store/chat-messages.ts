import type { Selectable } from 'kysely'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

export type ChatMessageRow = Selectable<Schema['chat_message']>

export async function insertMessage(tx: Tx, row: Omit<ChatMessageRow, 'n' | 'workspace'>): Promise<ChatMessageRow> {
  return tx.db
    .insertInto('chat_message')
    .values({ workspace: tx.workspace, ...row })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Says which chat it is in; nothing, where it is there no more. */
export async function saveMessage(
  tx: Tx,
  message_id: string,
  change: Pick<ChatMessageRow, 'content' | 'tiles' | 'status'>,
): Promise<string | undefined> {
  const saved = await tx.db
    .updateTable('chat_message')
    .set(change)
    .where('workspace', '=', tx.workspace)
    .where('message_id', '=', message_id)
    .returning('session_id')
    .executeTakeFirst()
  return saved?.session_id
}

/** The last ones first, before a place in their order. */
export async function readMessages(
  db: ReadDb,
  workspace: string,
  session_id: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<ChatMessageRow[]> {
  const earlier = before ?? Number.MAX_SAFE_INTEGER
  return runByKey<ChatMessageRow>(db, 'chat messages', [workspace, session_id, earlier, limit], () =>
    db
      .selectFrom('chat_message')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('session_id', '=', session_id)
      .where('n', '<', earlier)
      .orderBy('n', 'desc')
      .limit(limit),
  )
}

export async function firstMessage(
  db: ReadDb,
  workspace: string,
  session_id: string,
  role: string,
): Promise<ChatMessageRow | undefined> {
  return db
    .selectFrom('chat_message')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('session_id', '=', session_id)
    .where('role', '=', role)
    .orderBy('n')
    .limit(1)
    .executeTakeFirst()
}
