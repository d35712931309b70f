import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { daysKept, keptSince } from '../../../shared/domain/retention.ts'
import { readRetention } from '../../store/retention.ts'
import type { Tx } from '../../store/store.ts'

/** Whether what is so old may go: asked in the transaction that lets it go, whatever was so before. */
export type MayPrune = (tx: Tx, before: string) => Promise<Result<void>>

/** Under a legal hold nothing goes, whoever asks and however old it is. */
export const unlessHeld: MayPrune = async (tx) => {
  const { legal_hold } = await readRetention(tx.db, tx.workspace)
  if (legal_hold === null) return ok(undefined)
  const { since, reason } = legal_hold
  return refuse(
    'retention_held',
    `Since ${since} a legal hold keeps all of the record of ${tx.workspace}: “${reason}”. Nothing of it goes until it is lifted.`,
    { since, reason },
  )
}

/** Nor does what is younger than the policy says: who wants less kept changes the policy, which is recorded. */
export const byPolicy: MayPrune = async (tx, before) => {
  const free = await unlessHeld(tx, before)
  if (!free.ok) return free
  const retention = await readRetention(tx.db, tx.workspace)
  const since = keptSince(retention, tx.now)
  if (before <= since) return free
  const days = daysKept(retention)
  return refuse(
    'retention_not_over',
    `The record of ${tx.workspace} is kept for ${days} days: what is from ${since.slice(0, 10)} or later stays.`,
    { days, since },
  )
}
