import type { z } from '@hono/zod-openapi'
import type { Plan as PlanShape } from '../../../shared/contract/drills.ts'
import { countRoutes, type Plan } from '../../../shared/domain/drill-plan.ts'
import type { AlertLevel } from '../../../shared/domain/drill-route.ts'
import { nameOf } from './view-acknowledgements.ts'

export type PlanView = z.output<typeof PlanShape>
type Made = { generated_at: string; generated_by: Parameters<typeof nameOf>[0] }

/** A plan as the wire has it. */
export function viewPlan(plan: Plan, { generated_at, generated_by }: Made): PlanView {
  const { route_decisions } = plan
  const counts = countRoutes(route_decisions)
  const eachOnce = (names: readonly string[]) => [...new Set(names)].sort()
  return {
    plan_id: plan.plan_id,
    schedule_id: plan.schedule_id,
    generated_at,
    generated_by: nameOf(generated_by),
    status: plan.status,
    alert_level: alertOfPlan(plan),
    requested_provider: plan.requested_provider,
    eligible_providers: eachOnce(route_decisions.map(({ provider }) => provider)),
    acknowledgement_required_providers: counts.selected_providers,
    ...counts,
    owners: eachOnce(route_decisions.map(({ owner }) => owner)),
    route_decisions: [...route_decisions],
    next_due_at: plan.next_due_at,
    reason: reasonOf(plan),
  }
}

/** How pressing it was when it was made, whatever came of it since. */
const alertOfPlan = ({ stale, status }: Pick<Plan, 'stale' | 'status'>): AlertLevel =>
  stale ? 'critical' : status === 'due_soon' ? 'warning' : 'healthy'

const reasonOf = ({ stale, status }: Plan): string =>
  stale
    ? 'the rollback drill is past its day'
    : status === 'due_soon'
      ? 'the rollback drill is due soon'
      : status === 'ready'
        ? 'the schedule is healthy: nobody needs to be told'
        : 'the schedule is not active'
