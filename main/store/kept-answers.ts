import { sql } from 'kysely'
import { windowsOf } from './rate-windows.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** What was answered, as it went out. */
export type Answer = { status: number; body: string }
/** `request` is a digest of what was asked under the key, `about` the chat that the answer tells of. */
export type AskedOnce = { client: string; key: string; request: string; about?: string | null }

export async function findAnswer(
  db: ReadDb,
  workspace: string,
  { client, key }: AskedOnce,
  since: string,
): Promise<(Answer & { request: string }) | undefined> {
  const [row] = await runByKey(db, 'kept answer', [workspace, client, key, since], () =>
    db
      .selectFrom('kept_answer')
      .select(['request', 'status', 'body'])
      .where('workspace', '=', workspace)
      .where('client', '=', client)
      .where('key', '=', key)
      .where('at', '>', since),
  )
  return row
}

/** One that is too old to count makes room for the new one. */
export async function keepAnswer(tx: Tx, asked: AskedOnce, { status, body }: Answer): Promise<void> {
  const kept = { request: asked.request, status, body, at: tx.now, about: asked.about ?? null }
  const fresh = { workspace: tx.workspace, client: asked.client, key: asked.key, ...kept }
  await runByKey(tx.db, 'keep answer', [...Object.values(fresh), ...Object.values(kept)], () =>
    tx.db
      .insertInto('kept_answer')
      .values(fresh)
      .onConflict((conflict) => conflict.columns(['workspace', 'client', 'key']).doUpdateSet(kept)),
  )
}

export async function forgetAnswers(tx: Tx, before: string): Promise<void> {
  await tx.db.deleteFrom('kept_answer').where('workspace', '=', tx.workspace).where('at', '<=', before).execute()
}

/** Where an answer begins with the id of what it is about. Every row of a chat is told so. */
const idInAnswer = sql<string>`substr(body, ${'{"id":"'.length + 1}, 36)`

/** Answers that repeat a chat, or what was said in it. */
export async function forgetAnswersAbout(tx: Tx, session_id: string): Promise<void> {
  await tx.db
    .deleteFrom('kept_answer')
    .where('workspace', '=', tx.workspace)
    .where((e) =>
      e.or([
        e('about', '=', session_id),
        e(idInAnswer, '=', session_id),
        e(
          idInAnswer,
          'in',
          e
            .selectFrom('chat_message')
            .select('message_id')
            .where('workspace', '=', tx.workspace)
            .where('session_id', '=', session_id),
        ),
      ]),
    )
    .execute()
}

/** Answers name people, and clients are people. Whoever is forgotten must not be remembered by either. */
export async function forgetClient(tx: Tx, actor: string, known: readonly Known[]): Promise<void> {
  const clients = known.flatMap(clientsOf)
  await tx.db
    .deleteFrom('kept_answer')
    .where('workspace', '=', tx.workspace)
    .where((e) => e.or([e('body', 'like', `%${actor}%`), e('client', 'in', ['', ...clients])]))
    .execute()
  await tx.db
    .deleteFrom('rate_window')
    .where('workspace', '=', tx.workspace)
    .where('client', 'in', ['', ...clients.flatMap(windowsOf)])
    .execute()
}

type Known = { issuer: string | null; subject: string | null }

/** Each form in which a door names a person to be counted: `callerWith` in http/authenticate.ts. */
const clientsOf = ({ issuer, subject }: Known): string[] =>
  subject === null ? [] : [subject, ...(issuer === null ? [] : [`${issuer} ${subject}`])]
