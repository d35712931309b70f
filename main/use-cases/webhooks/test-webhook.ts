import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { pingEvent } from '../../../shared/domain/webhook.ts'
import { newId } from '../../store/new-id.ts'
import { findDelivery } from '../../store/webhook-deliveries.ts'
import { insertDeliveries } from '../../store/webhook-outbox.ts'
import type { Act } from '../transition.ts'
import { webhookBody } from './enqueue-deliveries.ts'
import { theWebhook } from './find-webhook.ts'
import { webhookSubject } from './record-webhook.ts'
import { type DeliveryView, viewDelivery } from './view-delivery.ts'

/** A ping goes the way of everything else, through the outbox: what it shows is how it will be. */
export async function testWebhook({ tx, who }: Act, webhook_id: string): Promise<Result<DeliveryView>> {
  const found = await theWebhook(tx.db, tx.workspace, webhook_id)
  if (!found.ok) return found
  if (!found.value.enabled) return switchedOff
  const id = newId()
  const body = webhookBody(pingEvent, tx.now, { webhook_id, asked_by: who.id })
  await insertDeliveries(tx, [{ id, webhook_id, type: pingEvent, subject: webhookSubject(webhook_id), body }])
  const delivery = await findDelivery(tx.db, tx.workspace, id)
  if (!delivery) throw new Error('a delivery is not where it was put')
  return ok(await viewDelivery(tx.db, delivery, tx.now))
}

export const switchedOff = refuse(
  'invalid_transition',
  'The webhook is switched off: nothing is sent. Switch it on first.',
  { status: 'disabled' },
)
