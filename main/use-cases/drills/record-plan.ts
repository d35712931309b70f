import { v7 as uuidv7 } from 'uuid'
import type { Who } from '../../../shared/domain/action.ts'
import { writePlan } from '../../../shared/domain/drill-entries.ts'
import { countRoutes, type Plan, planRoutes, type RoutingOverride } from '../../../shared/domain/drill-plan.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import { listConnectors } from '../../store/connectors.ts'
import { insertDrillDeliveries } from '../../store/drill-deliveries.ts'
import { insertPlan } from '../../store/drill-plans.ts'
import { newId } from '../../store/new-id.ts'
import type { Tx } from '../../store/store.ts'

type Wanted = {
  plan_id?: string
  /** `all`, or names of providers with commas between. */
  provider?: string | undefined
  /** Over the schedule's own. */
  routing?: RoutingOverride | undefined
  only?: ReadonlySet<string> | undefined
  /** How hard each provider is tried. */
  retries?: number
  timeoutMs?: number
}
export type RecordedPlan = { plan: Plan; seq: number; delivery_ids: string[] }

export const newPlanId = (now: number): string => planIdOf(uuidv7({ msecs: now }))
export const planIdOf = (id: string): string => `gordn-${id}`

/**
 * Decides who is to be told, and writes it all down: the plan with its entry, its routes, and a delivery for every
 * provider that is to tell somebody. Nothing is sent here: it leaves from the outbox, once this is committed.
 */
export async function recordPlan(tx: Tx, by: Who, schedule: Schedule, wanted: Wanted = {}): Promise<RecordedPlan> {
  const { plan_id = newPlanId(Date.parse(tx.now)), provider, routing, only, retries = 2, timeoutMs = 10_000 } = wanted
  const plan = planRoutes(schedule, { plan_id, provider, routing, only }, Date.parse(tx.now))
  const { seq } = tx.append({ ...writePlan(plan), actor: by })
  await insertPlan(tx, plan, by, seq)
  const kinds = new Map((await listConnectors(tx.db, tx.workspace)).map(({ name, kind }) => [name, kind]))
  const deliveries = countRoutes(plan.route_decisions).selected_providers.map((name) => ({
    delivery_id: newId(Date.parse(tx.now)),
    plan_id,
    schedule_id: schedule.schedule_id,
    provider: name,
    connector: kinds.get(name) ?? null,
    retries,
    timeout_ms: timeoutMs,
  }))
  await insertDrillDeliveries(tx, deliveries)
  return { plan, seq, delivery_ids: deliveries.map(({ delivery_id }) => delivery_id) }
}
