import type { Json } from '../../../shared/domain/entry.ts'
import type { WebhookEvent } from '../../../shared/domain/webhook.ts'
import { newId } from '../../store/new-id.ts'
import type { Tx } from '../../store/store.ts'
import { findListeners, insertDeliveries } from '../../store/webhook-outbox.ts'

/**
 * `data` names people by their ids alone: what was sent is kept, and whoever is forgotten must not be remembered there.
 * A function, where it costs something to say: mostly nobody listens.
 */
export type WebhookNews = { type: WebhookEvent; subject: string; data: Json | (() => Json) }

/**
 * Puts one delivery for every webhook that listens into the outbox, inside the transaction of what it tells of: whatever
 * was committed is told, and nothing that was undone. Answers how many. The deliverer is woken by the commit.
 */
export async function enqueueDeliveries(tx: Tx, { type, subject, data }: WebhookNews): Promise<number> {
  const listeners = await findListeners(tx.db, tx.workspace, type)
  if (listeners.length === 0) return 0
  const body = webhookBody(type, tx.now, typeof data === 'function' ? data() : data)
  await insertDeliveries(
    tx,
    listeners.map((webhook_id) => ({ id: newId(), webhook_id, type, subject, body })),
  )
  return listeners.length
}

/** The payload of the Standard Webhooks convention. `timestamp` is when it happened; when it was sent is in a header. */
export const webhookBody = (type: string, timestamp: string, data: Json): string =>
  JSON.stringify({ type, timestamp, data })
