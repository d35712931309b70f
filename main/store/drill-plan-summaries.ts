import type { PlanCounts } from '../../shared/domain/drill-plan.ts'
import type { ReadDb } from './schema.ts'

type PlanSummary = PlanCounts & {
  eligible_providers: string[]
  acknowledgement_required_providers: string[]
  owners: string[]
}

/** What plans came to, counted where their routes are: a plan of thousands need not be read for it. */
export async function readPlanSummaries(
  db: ReadDb,
  workspace: string,
  plans: readonly string[],
): Promise<Map<string, PlanSummary>> {
  if (plans.length === 0) return new Map()
  const routes = db.selectFrom('drill_route').where('workspace', '=', workspace).where('plan_id', 'in', plans)
  const parts = await routes
    .select((e) => ['plan_id', 'provider', 'action', 'category', e.fn.countAll<number>().as('count')])
    .groupBy(['plan_id', 'provider', 'action', 'category'])
    .execute()
  const owners = await routes.select(['plan_id', 'owner']).distinct().execute()
  const partsOf = Map.groupBy(parts, ({ plan_id }) => plan_id)
  const ownersOf = Map.groupBy(owners, ({ plan_id }) => plan_id)
  return new Map(
    plans.map((plan_id) => {
      const own = (ownersOf.get(plan_id) ?? []).map(({ owner }) => owner)
      return [plan_id, { ...summaryOf(partsOf.get(plan_id) ?? []), owners: own.sort() }]
    }),
  )
}

type Part = { provider: string; action: string; category: string; count: number }

function summaryOf(parts: readonly Part[]): Omit<PlanSummary, 'owners'> {
  const delivered = parts.filter(({ action }) => action === 'deliver')
  const suppressed = parts.filter(({ action }) => action === 'suppress')
  const sum = (some: readonly Part[]) => some.reduce((total, { count }) => total + Number(count), 0)
  const names = (some: readonly Part[]) => [...new Set(some.map(({ provider }) => provider))].sort()
  return {
    eligible_providers: names(parts),
    selected_providers: names(delivered),
    acknowledgement_required_providers: names(delivered),
    suppressed_providers: names(suppressed),
    deliverable_route_count: sum(delivered),
    suppressed_route_count: sum(suppressed),
    maintenance_suppressed_count: sum(suppressed.filter(({ category }) => category === 'maintenance_window')),
    calendar_suppressed_count: sum(suppressed.filter(({ category }) => category === 'owner_calendar')),
  }
}
