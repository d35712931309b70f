import type { Who } from '../../../shared/domain/action.ts'
import type { Services } from '../../services.ts'
import { findDrillDelivery } from '../../store/drill-deliveries.ts'
import { endDrillAttempt, putOff } from '../../store/drill-delivery-queue.ts'
import type { Tx } from '../../store/store.ts'
import { sendThrough, type Tried } from '../connectors/send-through.ts'
import { recordOutcome } from './record-outcome.ts'
import type { Taken } from './take-delivery.ts'

/** Somebody waits for it, or nobody does: then it has time, and whoever is free tries again. */
export type Manner = 'awaited' | 'in_background'

const second = 1000
const minute = 60 * second
const patience = {
  awaited: [0.2 * second, 0.5 * second, second, 2 * second, 4 * second],
  in_background: [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
} as const
/** A receiver may ask for patience; not for so much that it is forgotten. */
const longestPatienceMs = 60 * minute
/** Whoever waits comes back for the next attempt well before this, or has died. */
const comesBackMs = 30 * second

/** Makes the attempt that was begun, outside of any transaction. */
export function sendDelivery(services: Services, taken: Taken, hangUp: AbortSignal): Promise<Tried> {
  const { workspace, connector, notice, delivery } = taken
  const signal = AbortSignal.any([hangUp, AbortSignal.timeout(delivery.timeout_ms)])
  return sendThrough(services, workspace, connector, notice, signal)
}

/**
 * Writes down how an attempt ended, and what follows from it: it is settled, or tried again in so many milliseconds.
 * `by` is who asked for it. Of what another process has taken over meanwhile only the arrival is news.
 */
export async function settleAttempt(
  tx: Tx,
  by: Who,
  { delivery: { delivery_id }, n, lease }: Taken,
  { verdict, status, error, url, retryAfterMs }: Tried,
  manner: Manner,
): Promise<number | 'settled'> {
  const delivery = await findDrillDelivery(tx.db, tx.workspace, delivery_id)
  await endDrillAttempt(tx, delivery_id, { n, status, error })
  if (delivery === undefined || delivery.outcome !== 'pending') return 'settled'
  if (verdict !== 'delivered' && delivery.lease !== lease) return 'settled'
  if (verdict === 'again' && n <= delivery.retries) {
    const wait = waitAfter(n, manner, retryAfterMs, delivery.timeout_ms)
    const isAwaited = manner === 'awaited'
    const due = Date.parse(tx.now) + wait + (isAwaited ? comesBackMs : 0)
    await putOff(tx, delivery_id, new Date(due).toISOString(), isAwaited ? lease : null)
    return wait
  }
  const outcome = verdict === 'delivered' ? 'delivered' : verdict === 'perhaps' ? 'unknown' : 'failed'
  await recordOutcome(tx, by, delivery, { outcome, error, url })
  return 'settled'
}

/** Who waits said how long an attempt may take; it waits no longer than that for the next one to begin. */
function waitAfter(n: number, manner: Manner, retryAfterMs: number, timeoutMs: number): number {
  const delay = patience[manner][n - 1] ?? longestPatienceMs
  const bound = manner === 'awaited' ? timeoutMs : longestPatienceMs
  return Math.min(bound, Math.max(delay, retryAfterMs))
}
