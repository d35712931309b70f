import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { type DrillDelivery, readDrillDeliveries } from '../../store/drill-deliveries.ts'
import { findPlan } from '../../store/drill-plans.ts'
import { unknown } from '../actions/view-actions.ts'
import { deliveryMetadata } from './delivery-metadata.ts'
import { type MetadataView, planMetadata } from './metadata.ts'
import { type PlanView, viewPlan } from './view-plan.ts'

export type DeliveredPlan = {
  answer: { plan: PlanView; metadata: MetadataView; plan_metadata: MetadataView }
  /** Whether everything that there is to know of its delivery is known. */
  settled: boolean
}

/** A plan with the evidence of its delivery, as far as there is any. */
export async function showDeliveredPlan(
  { store, origin }: Pick<Services, 'store' | 'origin'>,
  workspace: string,
  plan_id: string,
): Promise<DeliveredPlan> {
  const record = await findPlan(store.read, workspace, plan_id)
  if (record === undefined) throw new Error('what was just planned is not there')
  const { generated_at, generated_by: by } = record
  const generated_by = (await viewActors(store.read, workspace, [by.digest]))[by.digest] ?? unknown(by)
  const plan = viewPlan(record.plan, { generated_at, generated_by })
  const deliveries = await readDrillDeliveries(store.read, workspace, plan_id)
  const at =
    deliveries
      .flatMap(({ settled_at }) => settled_at ?? [])
      .sort()
      .at(-1) ?? generated_at
  const signer = origin(workspace)
  const evidence = deliveryMetadata(signer, { plan_id, schedule_id: plan.schedule_id, at }, deliveries)
  const metadata = { ...evidence, deliveries: deliveries.map(describe) }
  return {
    answer: { plan, metadata, plan_metadata: planMetadata(signer, plan) },
    settled: deliveries.every(({ outcome }) => outcome !== 'pending'),
  }
}

function describe({ provider, connector, outcome, tries, attempts, url }: DrillDelivery) {
  const last = attempts.at(-1)
  return {
    provider,
    connector,
    outcome,
    attempts: tries,
    status: last?.status ?? null,
    url,
    error: last?.error ?? null,
  }
}
