import type { z } from '@hono/zod-openapi'
import type { NewSchedule, PlanPreview } from '../../../shared/contract/drill-schedules.ts'
import { countRoutes, planRoutes } from '../../../shared/domain/drill-plan.ts'
import type { Services } from '../../services.ts'
import { listConnectors } from '../../store/connectors.ts'
import type { Caller } from '../caller.ts'

type Wanted = { schedule: z.output<typeof NewSchedule>; at?: string | undefined }

/** The plan that a schedule would lead to. Nothing is kept, and nobody is told. */
export async function previewSchedule(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { workspace }: Caller,
  { schedule, at = new Date(clock()).toISOString() }: Wanted,
): Promise<z.output<typeof PlanPreview>> {
  const plan = planRoutes({ schedule_id: 'preview', ...schedule }, { plan_id: 'preview' }, Date.parse(at))
  const { deliverable_route_count, suppressed_route_count } = countRoutes(plan.route_decisions)
  const connectors = await listConnectors(store.read, workspace)
  const known = new Set(connectors.flatMap(({ name, enabled }) => (enabled ? [name] : [])))
  const providers = new Set(plan.route_decisions.map(({ provider }) => provider))
  return {
    drill_status: plan.status,
    at,
    route_decisions: [...plan.route_decisions],
    deliverable_route_count,
    suppressed_route_count,
    unknown_providers: [...providers].filter((provider) => !known.has(provider)).sort(),
  }
}
