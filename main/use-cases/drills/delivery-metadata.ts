import { deliverySource } from '../../../shared/contract/drills.ts'
import type { DeliveryOutcome } from '../../../shared/domain/connector.ts'
import { type MetadataView, metadataOf } from './metadata.ts'

/** One message of a plan, to one provider. */
type Delivered = { provider: string; outcome: DeliveryOutcome; tries: number; url: string | null }
type Of = { plan_id: string; schedule_id: string; at: string }

/** The evidence of what was sent: how often it was tried, what failed, and where it went without what is secret there. */
export function deliveryMetadata(
  signer: string,
  { plan_id, schedule_id, at }: Of,
  deliveries: readonly Delivered[],
): MetadataView {
  const failed = deliveries.filter(({ outcome }) => outcome !== 'delivered')
  const success = failed.length === 0
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
      failed_providers: failed.map(({ provider }) => provider),
      outcomes: Object.fromEntries(deliveries.map(({ provider, outcome }) => [provider, outcome])),
      urls: deliveries.flatMap(({ url }) => url ?? []),
    },
  )
}
