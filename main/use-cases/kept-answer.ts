import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { type Answer, findAnswer, keepAnswer } from '../store/kept-answers.ts'
import type { ReadDb } from '../store/schema.ts'
import type { Caller } from './caller.ts'

/** A key, a digest of what is asked under it, and which chat its answer tells of, if it does. */
export type Once = { key: string; request: string; about?: string | null }

export const keptForMs = 24 * 60 * 60_000

export const usedForSomethingElse = refuse(
  'idempotency_mismatch',
  'This Idempotency-Key came with another request before. Use a new one.',
)

/** What was answered to this request before, if it was; a refusal where the key belongs to another request. */
export async function findKeptIn(
  db: ReadDb,
  { workspace, client }: Caller,
  once: Once,
  now: string,
): Promise<Result<Answer> | undefined> {
  const since = new Date(Date.parse(now) - keptForMs).toISOString()
  const known = await findAnswer(db, workspace, { client, ...once }, since)
  if (known === undefined) return undefined
  return known.request === once.request ? ok({ status: known.status, body: known.body }) : usedForSomethingElse
}

export const findKept = ({ store, clock }: Pick<Services, 'store' | 'clock'>, caller: Caller, once: Once) =>
  findKeptIn(store.read, caller, once, new Date(clock()).toISOString())

/** For an answer that changed nothing: if it is lost, it is simply made again. */
export const keepLate = ({ store }: Pick<Services, 'store'>, caller: Caller, once: Once, answer: Answer) =>
  store.write(caller.workspace, (tx) => keepAnswer(tx, { client: caller.client, ...once }, answer))
