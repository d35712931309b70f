import type { Who } from '../action.ts'
import { readSettledDelivery, type SettledDelivery } from '../drill-delivery-entries.ts'
import {
  type Acknowledgement,
  drillActions,
  drillSubject,
  readAcknowledgement,
  readPlan,
  readSchedule,
  scheduleIdOf,
} from '../drill-entries.ts'
import { type Plan, routeKey } from '../drill-plan.ts'
import { isFinal, moveRoute, type RouteDecision, type RouteState } from '../drill-route.ts'
import type { Entry } from '../entry.ts'

export type Acknowledged = Acknowledgement & { schedule_id: string; by: Who; at: string; seq: number }

/** A route as its entries made it. */
export type DerivedRoute = {
  decision: RouteDecision
  plan_id: string
  schedule_id: string
  created_at: string
  seq: number
  /** Null for what was suppressed. */
  state: RouteState | null
  answered_at: string | null
  acknowledgement: Acknowledged | null
  superseded_by: string | null
}

/** The end of its time is computed from these; an entry of another program could have anything there. */
const hasMoments = ({ acknowledgement_minutes }: RouteDecision, created_at: string): boolean =>
  Number.isFinite(new Date(Date.parse(created_at) + acknowledgement_minutes * 60_000).getTime())

/**
 * Every route that the entries tell of, in the order in which they were planned. Where only those after an entry are
 * told, what happens to earlier routes is passed over.
 */
export function deriveRoutes(after = 0) {
  const routes = new Map<string, DerivedRoute>()
  const plans = new Set<string>()
  const titles = new Map<string, string>()
  const acknowledgements: Acknowledged[] = []
  const acknowledged = new Set<string>()
  const outcomes = new Map<string, SettledDelivery['outcome']>()
  /** By whom they tell through what: those that somebody has still to finish. */
  const open = new Map<string, DerivedRoute[]>()

  function applyPlan(plan: Plan, { seq, at }: Entry): string | undefined {
    const { plan_id, schedule_id } = plan
    if (plans.has(plan_id)) return `plan ${plan_id} was made twice`
    plans.add(plan_id)
    for (const decision of plan.route_decisions) {
      if (!hasMoments(decision, at)) return `route ${decision.route_id} has a time that is none`
      if (routes.has(decision.route_id)) return `route ${decision.route_id} was planned twice`
      const told = decision.action === 'deliver'
      const state = told ? 'outstanding' : null
      const facts = { decision, plan_id, schedule_id, created_at: at, seq, state } as const
      const route: DerivedRoute = { ...facts, answered_at: null, acknowledgement: null, superseded_by: null }
      routes.set(decision.route_id, route)
      if (told) takeOver(`${schedule_id} ${routeKey(decision)}`, route)
    }
    return undefined
  }

  function takeOver(key: string, route: DerivedRoute) {
    for (const earlier of open.get(key) ?? [])
      if (earlier.state !== null && !isFinal(earlier.state)) earlier.superseded_by ??= route.plan_id
    open.set(key, [route])
  }

  function applyAcknowledgement(read: Acknowledgement, entry: Entry): string | undefined {
    const { seq, at, actor_id, actor_digest } = entry
    if (acknowledged.has(read.acknowledgement_id)) return `${read.acknowledgement_id} was recorded twice`
    acknowledged.add(read.acknowledgement_id)
    const by = { id: actor_id, digest: actor_digest }
    const acknowledgement = { ...read, schedule_id: scheduleIdOf(entry.subject), by, at, seq }
    acknowledgements.push(acknowledgement)
    for (const id of read.route_ids) {
      const why = answer(routes.get(id), acknowledgement)
      if (why !== undefined) return `route ${id} ${why}`
    }
    return undefined
  }

  function answer(route: DerivedRoute | undefined, acknowledgement: Acknowledged): string | undefined {
    const { plan_id, schedule_id, provider, owners, acknowledgement_state, at } = acknowledgement
    if (route === undefined) return after > 0 ? undefined : 'was answered and never planned'
    if (route.plan_id !== plan_id || route.schedule_id !== schedule_id || route.decision.provider !== provider)
      return 'is not of the plan by which it was answered'
    if (!owners.includes(route.decision.owner)) return 'was answered for another owner'
    if (route.state === null) return 'was answered and never told'
    const moved = moveRoute(route.state, acknowledgement_state)
    if (!moved.ok) return `became ${acknowledgement_state} when it was ${route.state}`
    route.state = moved.value
    route.answered_at ??= at
    route.acknowledgement = acknowledgement
    return undefined
  }

  return {
    apply(entry: Entry): string | undefined {
      if (!entry.subject.startsWith(drillSubject(''))) return 'it is not about a drill'
      if (entry.seq <= after) return 'it is before what was asked for'
      switch (entry.action) {
        case drillActions.scheduleSet: {
          const schedule = readSchedule(entry)
          if (schedule) titles.set(schedule.schedule_id, schedule.title)
          return schedule ? undefined : 'the entry does not say what the schedule is'
        }
        case drillActions.planned: {
          const plan = readPlan(entry)
          return plan ? applyPlan(plan, entry) : 'the entry does not say what was planned'
        }
        case drillActions.acknowledged: {
          const read = readAcknowledgement(entry)
          return read ? applyAcknowledgement(read, entry) : 'the entry does not say what was acknowledged'
        }
        case drillActions.delivered:
        case drillActions.failed: {
          const read = readSettledDelivery(entry)
          if (read) outcomes.set(`${read.plan_id} ${read.provider}`, read.outcome)
          return read ? undefined : 'the entry does not say what became of the delivery'
        }
        default:
          return undefined
      }
    },
    routes: (): Iterable<DerivedRoute> => routes.values(),
    acknowledgements: (): Iterable<Acknowledged> => acknowledgements,
    kept: (): number => routes.size + acknowledgements.length,
    titleOf: (schedule_id: string): string | null => titles.get(schedule_id) ?? null,
    deliveryOf: ({ plan_id, decision }: DerivedRoute) => outcomes.get(`${plan_id} ${decision.provider}`) ?? null,
  }
}
