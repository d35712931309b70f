import { drillActions, readAcknowledgement, readPlan, scheduleIdOf } from '../../../shared/domain/drill-entries.ts'
import { occasionOf, type Plan, routeKey } from '../../../shared/domain/drill-plan.ts'
import { canBecome } from '../../../shared/domain/drill-route.ts'
import { type Schedule, standingOf } from '../../../shared/domain/drill-schedule.ts'
import type { Entry, Json } from '../../../shared/domain/entry.ts'
import { keepOpenRoutes, type OpenRoute } from './drill-routes.ts'
import { acknowledgementText, drillKinds, planText } from './drill-texts.ts'
import type { ReplayPart } from './replay-part.ts'
import type { RowBook } from './row-book.ts'

type Told = {
  scheduleOf(id: string): Schedule | undefined
  /** Somebody else who has to know of every plan. */
  planned(plan: Plan, entry: Entry): void
}

/** Plans with their routes, and what was answered to them: nothing else moves a route. */
export function replayDrillPlans(book: RowBook, { scheduleOf, planned }: Told): ReplayPart & { isRouteOf: IsRouteOf } {
  const routes = keepOpenRoutes(book)
  /** Since the last prune: of which schedule, and how many routes. */
  const plans = new Map<string, { schedule_id: string; routes: number }>()
  let resumed = false

  function applyPlan(entry: Entry): string | undefined {
    const plan = readPlan(entry)
    if (plan === undefined) return 'the entry does not say what was planned'
    const why = impossible(plan, scheduleOf(plan.schedule_id), entry)
    if (why !== undefined) return why
    if (plans.has(plan.plan_id)) return 'a plan was made twice'
    plans.set(plan.plan_id, { schedule_id: plan.schedule_id, routes: plan.route_decisions.length })
    const by = { id: entry.actor_id, digest: entry.actor_digest }
    const where = { first: entry.seq, place: 0, last_seq: entry.seq }
    book.settle(drillKinds.plan, plan.plan_id, { ...where, text: planText(plan, entry.at, by) })
    routes.planned(plan, entry)
    planned(plan, entry)
    return undefined
  }

  function applyAcknowledgement(entry: Entry): string | undefined {
    const said = readAcknowledgement(entry)
    if (said === undefined) return 'the entry does not say what was answered'
    const { seq, at, actor_id, actor_digest } = entry
    const { acknowledgement_id, plan_id, provider, acknowledgement_state: state } = said
    const schedule_id = scheduleIdOf(entry.subject)
    if (book.isSettled(drillKinds.acknowledgement, acknowledgement_id)) return 'an answer was given twice'
    const covered: OpenRoute[] = []
    for (const route_id of said.route_ids) {
      const route = routes.find(route_id)
      if (route === undefined) return 'a route was answered that was over, or that nobody was told by'
      const isThis = route.plan_id === plan_id && route.provider === provider && route.schedule_id === schedule_id
      if (!isThis) return 'a route was answered that is of another plan'
      if (!canBecome(route.state, state)) return `a route was ${state} that was ${route.state}`
      covered.push(route)
    }
    if (new Set(said.route_ids).size !== covered.length) return 'a route was answered twice at once'
    const owners = [...new Set(covered.map(({ owner }) => owner))]
    if (owners.join('\n') !== said.owners.join('\n')) return 'the owners are not those of the routes'
    for (const route of covered)
      routes.keep({ ...route, state, acknowledgement_id, answered_at: route.answered_at ?? at, last_seq: seq })
    const text = acknowledgementText(schedule_id, said, at, { id: actor_id, digest: actor_digest })
    book.settle(drillKinds.acknowledgement, acknowledgement_id, { first: seq, place: 0, last_seq: seq, text })
    return undefined
  }

  return {
    isRouteOf(schedule_id, route_id) {
      const [, plan_id = '', place = ''] = /^(.*)-(\d+)$/.exec(route_id) ?? []
      const plan = plans.get(plan_id)
      if (plan === undefined) return routes.find(route_id)?.schedule_id === schedule_id || resumed
      return plan.schedule_id === schedule_id && Number(place) >= 1 && Number(place) <= plan.routes
    },
    resume(carried) {
      resumed = carried !== undefined
      routes.resume(carried ?? [])
    },
    apply(entry) {
      if (entry.action === drillActions.planned) return applyPlan(entry)
      return entry.action === drillActions.acknowledged ? applyAcknowledgement(entry) : undefined
    },
    carry: (): Json => routes.carry(),
    live: () => [[drillKinds.route, routes.live()]],
  }
}

/** Whether a route is of a schedule; of a plan that is pruned, and a route that is over, nobody knows any more. */
export type IsRouteOf = (schedule_id: string, route_id: string) => boolean

/** Why the schedule, as it was then, cannot have led to this plan. */
function impossible(plan: Plan, schedule: Schedule | undefined, { at }: Entry): string | undefined {
  if (schedule === undefined) return 'a plan was made of a schedule that there was not'
  const standing = standingOf(schedule, Date.parse(at))
  const isOfIt =
    plan.next_due_at === schedule.next_due_at &&
    plan.status === standing.status &&
    plan.stale === standing.stale &&
    plan.occasion === occasionOf(schedule, standing)
  if (!isOfIt) return 'the plan is not one of the schedule as it stood then'
  const keys = new Set(plan.route_decisions.map(routeKey))
  const inOrder = plan.route_decisions.every(({ route_id }, place) => route_id === `${plan.plan_id}-${place + 1}`)
  if (keys.size !== plan.route_decisions.length || !inOrder) return 'the routes of the plan are not told apart'
  const open = standing.status === 'due_soon' || standing.status === 'needs_attention'
  if (!open && plan.route_decisions.some(({ action }) => action === 'deliver'))
    return 'somebody was told of a drill that was not due'
  return undefined
}
