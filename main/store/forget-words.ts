import { type ExpressionBuilder, sql } from 'kysely'
import { withoutWords } from '../../shared/domain/telling-words.ts'
import type { Schema } from './schema.ts'
import type { Tx } from './store.ts'

/**
 * Takes a person's words out of what was written beside the ledger: what deploys printed, messages that were or are to be
 * sent, what others asked the assistant, and answers that are kept for a day. No entry vouches for any of it.
 */
export async function forgetWords(tx: Tx, told: readonly string[]): Promise<void> {
  if (told.length === 0) return
  // What stands in JSON stands there as JSON writes it.
  const words = [...new Set(told.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]))]
  await forgetInLogs(tx, words)
  await forgetInNotices(tx, words)
  await forgetInForwards(tx, words)
  await forgetInChats(tx, words)
  await tx.db
    .deleteFrom('kept_answer')
    .where('workspace', '=', tx.workspace)
    .where((e) => mentions(e, 'body', words))
    .execute()
}

/** In whatever case, as far as the database knows of cases: many know those of ASCII alone. */
function mentions<T extends keyof Schema>(e: ExpressionBuilder<Schema, T>, column: string, words: readonly string[]) {
  const lowered = words.flatMap((word) => [
    word.toLowerCase(),
    word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  ])
  const found = [...new Set(lowered)].map((word) => {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`
  })
  return e.or(found)
}

/** Lines never change; one that must not be read any more goes, and another takes its place. */
async function forgetInLogs(tx: Tx, words: readonly string[]): Promise<void> {
  const rows = await tx.db
    .selectFrom('deploy_log')
    .selectAll()
    .where('workspace', '=', tx.workspace)
    .where((e) => mentions(e, 'text', words))
    .execute()
  for (const row of rows) {
    const text = withoutWords(row.text, words)
    if (text === row.text) continue
    await tx.db
      .deleteFrom('deploy_log')
      .where('workspace', '=', tx.workspace)
      .where('deploy_id', '=', row.deploy_id)
      .where('n', '=', row.n)
      .execute()
    await tx.db
      .insertInto('deploy_log')
      .values({ ...row, text })
      .execute()
  }
}

async function forgetInNotices(tx: Tx, words: readonly string[]): Promise<void> {
  const rows = await tx.db
    .selectFrom('deploy_notice')
    .select(['notice_id', 'body', 'error'])
    .where('workspace', '=', tx.workspace)
    .where((e) => e.or([mentions(e, 'body', words), mentions(e, 'error', words)]))
    .execute()
  for (const { notice_id, body, error } of rows)
    await tx.db
      .updateTable('deploy_notice')
      .set({ body: withoutWords(body, words), error: error && withoutWords(error, words) })
      .where('workspace', '=', tx.workspace)
      .where('notice_id', '=', notice_id)
      .execute()
}

async function forgetInForwards(tx: Tx, words: readonly string[]): Promise<void> {
  const rows = await tx.db
    .selectFrom('deploy_forward')
    .select(['deploy_id', 'server', 'body', 'error'])
    .where('workspace', '=', tx.workspace)
    .where((e) => e.or([mentions(e, 'body', words), mentions(e, 'error', words)]))
    .execute()
  for (const { deploy_id, server, body, error } of rows)
    await tx.db
      .updateTable('deploy_forward')
      .set({ body: withoutWords(body, words), error: error && withoutWords(error, words) })
      .where('workspace', '=', tx.workspace)
      .where('deploy_id', '=', deploy_id)
      .where('server', '=', server)
      .execute()
}

/** Their own chats are deleted: these are of others, who spoke of them. */
async function forgetInChats(tx: Tx, words: readonly string[]): Promise<void> {
  const messages = await tx.db
    .selectFrom('chat_message')
    .select(['message_id', 'content', 'tiles'])
    .where('workspace', '=', tx.workspace)
    .where((e) => e.or([mentions(e, 'content', words), mentions(e, 'tiles', words)]))
    .execute()
  for (const { message_id, content, tiles } of messages)
    await tx.db
      .updateTable('chat_message')
      .set({ content: withoutWords(content, words), tiles: withoutWords(tiles, words) })
      .where('workspace', '=', tx.workspace)
      .where('message_id', '=', message_id)
      .execute()
  const sessions = await tx.db
    .selectFrom('chat_session')
    .select(['session_id', 'title'])
    .where('workspace', '=', tx.workspace)
    .where((e) => mentions(e, 'title', words))
    .execute()
  for (const { session_id, title } of sessions)
    await tx.db
      .updateTable('chat_session')
      .set({ title: title && withoutWords(title, words) })
      .where('workspace', '=', tx.workspace)
      .where('session_id', '=', session_id)
      .execute()
}
