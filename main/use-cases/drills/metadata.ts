import type { z } from '@hono/zod-openapi'
import type { Acknowledgement, Metadata, metadataKinds, Plan, trendKind } from '../../../shared/contract/drills.ts'

export type MetadataView = z.output<typeof Metadata>
type PlanView = z.output<typeof Plan>
type Kind = (typeof metadataKinds)[number] | typeof trendKind

/** What every record says of itself: which it is, when it was made, and whose ledger has it. */
type Head = { id: string; at: string; signer: string }

export const metadataOf = (kind: Kind, { id, at, signer }: Head, fields: Record<string, unknown>): MetadataView => ({
  metadata_kind: kind,
  session_id: id,
  created_at: at,
  signer,
  ...fields,
})

export const planMetadata = (signer: string, plan: PlanView): MetadataView =>
  metadataOf(
    'go-backend-rollback-drill-notification-plan',
    { id: plan.plan_id, at: plan.generated_at, signer },
    {
      plan_id: plan.plan_id,
      schedule_id: plan.schedule_id,
      alert_level: plan.alert_level,
      selected_providers: plan.selected_providers,
      acknowledgement_required_providers: plan.acknowledgement_required_providers,
      deliverable_route_count: plan.deliverable_route_count,
      suppressed_route_count: plan.suppressed_route_count,
      maintenance_suppressed_count: plan.maintenance_suppressed_count,
      calendar_suppressed_count: plan.calendar_suppressed_count,
      plan,
    },
  )

export const acknowledgementMetadata = (
  signer: string,
  acknowledgement: z.output<typeof Acknowledgement>,
): MetadataView =>
  metadataOf(
    'go-backend-rollback-drill-notification-ack',
    { id: acknowledgement.acknowledgement_id, at: acknowledgement.acknowledged_at, signer },
    {
      acknowledgement_id: acknowledgement.acknowledgement_id,
      schedule_id: acknowledgement.schedule_id,
      plan_id: acknowledgement.plan_id,
      provider: acknowledgement.provider,
      acknowledgement_state: acknowledgement.acknowledgement_state,
      acknowledgement,
    },
  )
