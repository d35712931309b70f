import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findDelivery } from '../../store/webhook-deliveries.ts'
import type { Caller } from '../caller.ts'
import { noSuchDelivery } from './redeliver.ts'
import { type DeliveryView, viewDelivery } from './view-delivery.ts'

export async function showDelivery(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { workspace }: Caller,
  id: string,
): Promise<Result<DeliveryView & { body: string }>> {
  const delivery = await findDelivery(store.read, workspace, id)
  if (!delivery) return { ok: false, refusal: noSuchDelivery }
  const view = await viewDelivery(store.read, delivery, new Date(clock()).toISOString())
  return ok({ ...view, body: delivery.body })
}
