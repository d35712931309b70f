import { ok, type Refusal, type Result, refuse } from '../../../shared/domain/result.ts'
import { findDelivery, requeueDelivery } from '../../store/webhook-deliveries.ts'
import { findWebhook } from '../../store/webhooks.ts'
import type { Act } from '../transition.ts'
import { webhookSubject } from './record-webhook.ts'
import { switchedOff } from './test-webhook.ts'
import { type DeliveryView, viewDelivery } from './view-delivery.ts'

export const noSuchDelivery: Refusal = { code: 'not_found', detail: 'There is no such delivery.' }

/** Sends it again, under the same id and byte for byte: a receiver that has it already knows it by that. */
export async function redeliver({ tx, who }: Act, id: string): Promise<Result<DeliveryView>> {
  const delivery = await findDelivery(tx.db, tx.workspace, id)
  if (!delivery) return { ok: false, refusal: noSuchDelivery }
  const { status, webhook_id } = delivery
  if (status === 'pending') return refuse('invalid_transition', 'It is on its way already.', { status })
  const webhook = await findWebhook(tx.db, tx.workspace, webhook_id)
  if (!webhook)
    return refuse('invalid_transition', 'Its webhook was removed: there is nobody to send it to.', { status })
  if (!webhook.enabled) return switchedOff
  const data = { delivery_id: id, type: delivery.type }
  tx.append({ action: 'webhook.delivery.requeued', subject: webhookSubject(webhook_id), actor: who, data })
  await requeueDelivery(tx, id)
  const again = await findDelivery(tx.db, tx.workspace, id)
  return again ? ok(await viewDelivery(tx.db, again, tx.now)) : { ok: false, refusal: noSuchDelivery }
}
