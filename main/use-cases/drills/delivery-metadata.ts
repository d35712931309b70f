import { deliverySource } from '../../../shared/contract/drills.ts'
import type { DeliveryOutcome } from '../../../shared/domain/connector.ts'
import { type MetadataView, metadataOf } from './metadata.ts'

/** One message of a plan, to one provider. */
type Delivered = { provider: string; outcome: DeliveryOutcome; tries: number; url: string | null }
type Of = { plan_id: string; schedule_id: string; at: string }

/**
 * The evidence of what was sent: how often it was tried, what failed, and where it went without what is secret there.
 *
 * `success` is a boolean to CAVRA's clients, and says that something was sent and all of it arrived. So it is false where
 * nothing was to be sent: evidence must not claim that an owner was told whom nobody told. `attempts` is 0 then, nothing
 * is among the failed, and `reason` says why. What is still under way has not failed, but has not arrived either.
 */
export function deliveryMetadata(
  signer: string,
  { plan_id, schedule_id, at }: Of,
  deliveries: readonly Delivered[],
): MetadataView {
  const namesOf = (which: readonly DeliveryOutcome[]) =>
    deliveries.filter(({ outcome }) => which.includes(outcome)).map(({ provider }) => provider)
  const success = deliveries.length > 0 && deliveries.every(({ outcome }) => outcome === 'delivered')
  return metadataOf(
    'release-connector-delivery',
    { id: plan_id, at, signer },
    {
      connector_delivery_source: deliverySource,
      schedule_id,
      plan_id,
      delivery_success: success,
      success,
      attempts: deliveries.reduce((sum, { tries }) => sum + tries, 0),
      providers: deliveries.map(({ provider }) => provider),
      failed_providers: namesOf(['failed', 'unknown']),
      pending_providers: namesOf(['pending']),
      outcomes: Object.fromEntries(deliveries.map(({ provider, outcome }) => [provider, outcome])),
      urls: deliveries.flatMap(({ url }) => url ?? []),
      ...(deliveries.length === 0 && { reason: 'nothing was to be sent' }),
    },
  )
}
