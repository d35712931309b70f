import type { RouteCategory, RouteDecision } from './drill-route.ts'
import {
  defaultMinutes,
  type MaintenanceWindow,
  type RoutingPolicy,
  type Schedule,
  type Standing,
  standingOf,
  type Window,
} from './drill-schedule.ts'

/** What came of asking who is to be told. Never edited. */
export type Plan = {
  plan_id: string
  schedule_id: string
  /** What about: the drill of this day, told as due soon or as stale. The scheduler tells each once. */
  occasion: string
  status: Standing['status']
  stale: boolean
  /** The providers that were asked for; `all`, or names. */
  requested_provider: string
  next_due_at: string
  route_decisions: readonly RouteDecision[]
}

export type RoutingOverride = { [Part in keyof RoutingPolicy]?: RoutingPolicy[Part] | undefined }

type Wanted = {
  plan_id: string
  /** `all`, or names of providers with commas between. */
  provider?: string | undefined
  /** Over the schedule's own. */
  routing?: RoutingOverride | undefined
  /** Only these, where what kept them from being sent is over. */
  only?: ReadonlySet<string> | undefined
}

/** In the order of owners and their providers, each once. */
export function planRoutes(
  schedule: Schedule,
  { plan_id, provider = 'all', routing, only }: Wanted,
  now: number,
): Plan {
  const standing = standingOf(schedule, now)
  const policy: RoutingPolicy = {
    owner_routes: routing?.owner_routes ?? schedule.owner_routes,
    maintenance_windows: routing?.maintenance_windows ?? schedule.maintenance_windows,
    owner_calendars: routing?.owner_calendars ?? schedule.owner_calendars,
  }
  const asked = provider === 'all' ? undefined : new Set(provider.split(',').map((name) => name.trim()))
  const isWanted = (route: RouteKey) =>
    (asked === undefined || asked.has(route.provider)) && (only === undefined || only.has(routeKey(route)))
  return {
    plan_id,
    schedule_id: schedule.schedule_id,
    occasion: occasionOf(schedule, standing),
    status: standing.status,
    stale: standing.stale,
    requested_provider: provider,
    next_due_at: schedule.next_due_at,
    route_decisions: routesOf(schedule, policy)
      .filter(isWanted)
      .map((route, place) => ({
        route_id: `${plan_id}-${place + 1}`,
        ...route,
        ...decide(route, policy, standing, now),
      })),
  }
}

export type RouteKey = { owner: string; provider: string }
export const routeKey = ({ owner, provider }: RouteKey): string => JSON.stringify([owner, provider])

export const occasionOf = ({ next_due_at }: Pick<Schedule, 'next_due_at'>, { stale }: Standing): string =>
  `${stale ? 'stale' : 'due_soon'} ${next_due_at}`

type Route = RouteKey & Pick<RouteDecision, 'escalation_owner' | 'acknowledgement_minutes' | 'slo_of'>

/** An owner without a route of their own is told by every provider of the schedule. */
function routesOf(schedule: Schedule, { owner_routes }: RoutingPolicy): Route[] {
  const owners = [...new Set([...schedule.owners, ...Object.keys(owner_routes)])]
  return owners.flatMap((owner) => {
    const own = Object.hasOwn(owner_routes, owner) ? owner_routes[owner] : undefined
    const providers = own && own.providers.length > 0 ? own.providers : schedule.notification_providers
    return [...new Set(providers)].map((provider) => ({
      owner,
      provider,
      escalation_owner: own?.escalation_owner ?? owner,
      acknowledgement_minutes: own?.acknowledgement_minutes ?? defaultMinutes,
      slo_of: own?.acknowledgement_minutes === undefined ? ('default' as const) : ('owner' as const),
    }))
  })
}

type Decision = Omit<RouteDecision, 'route_id' | keyof Route>
type Cause = { category: RouteCategory; reason: string; window_id?: string; until: string | null }

function decide(route: Route, policy: RoutingPolicy, standing: Standing, now: number): Decision {
  const away = unavailable(route, policy, now)
  const cause = suppression(route, policy, standing, away, now)
  return {
    action: cause ? 'suppress' : 'deliver',
    category: cause?.category ?? 'deliver',
    reason: cause?.reason ?? (standing.stale ? 'the rollback drill is past its day' : 'the rollback drill is due soon'),
    maintenance_window_id: cause?.window_id ?? null,
    owner_available: away === undefined,
    suppressed_until: cause?.until ?? null,
  }
}

function suppression(
  route: Route,
  { maintenance_windows }: RoutingPolicy,
  { status }: Standing,
  away: Window | undefined,
  now: number,
): Cause | undefined {
  if (status === 'not_requested') return { category: 'other', reason: 'the schedule is not active', until: null }
  if (status === 'ready')
    return { category: 'healthy_schedule', reason: 'the schedule is healthy: nobody needs to be told', until: null }
  const window = maintenance_windows.find((each) => isOpen(each, now) && isMeant(each, route))
  if (window)
    return {
      category: 'maintenance_window',
      reason: window.reason,
      window_id: window.window_id,
      until: window.end_at,
    }
  return away && { category: 'owner_calendar', reason: away.reason, until: away.end_at }
}

/** It begins with its first moment, and is over at its last. */
export const isOpen = ({ start_at, end_at }: Pick<Window, 'start_at' | 'end_at'>, now: number): boolean =>
  Date.parse(start_at) <= now && now < Date.parse(end_at)

const isMeant = ({ owners, providers }: MaintenanceWindow, { owner, provider }: RouteKey): boolean =>
  (owners.length === 0 || owners.includes(owner)) && (providers.length === 0 || providers.includes(provider))

function unavailable({ owner }: RouteKey, { owner_calendars }: RoutingPolicy, now: number): Window | undefined {
  const calendar = Object.hasOwn(owner_calendars, owner) ? owner_calendars[owner] : undefined
  return calendar?.unavailable_windows.find((each) => isOpen(each, now))
}

export type PlanCounts = {
  selected_providers: string[]
  suppressed_providers: string[]
  deliverable_route_count: number
  suppressed_route_count: number
  maintenance_suppressed_count: number
  calendar_suppressed_count: number
}

export function countRoutes(decisions: readonly RouteDecision[]): PlanCounts {
  const delivered = decisions.filter(({ action }) => action === 'deliver')
  const suppressed = decisions.filter(({ action }) => action === 'suppress')
  const because = (category: RouteCategory) => suppressed.filter((route) => route.category === category).length
  const names = (routes: readonly RouteDecision[]) => [...new Set(routes.map(({ provider }) => provider))].sort()
  return {
    selected_providers: names(delivered),
    suppressed_providers: names(suppressed),
    deliverable_route_count: delivered.length,
    suppressed_route_count: suppressed.length,
    maintenance_suppressed_count: because('maintenance_window'),
    calendar_suppressed_count: because('owner_calendar'),
  }
}

/** The newest plans of an occasion, as far as the scheduler has to know them. */
export type Planned = { occasion: string; route_decisions: readonly RouteDecision[] }

/**
 * What the scheduler has to plan now: every route once for each occasion, and later what was kept back, as soon as the
 * schedule as it is now would tell it: what kept it back then may have been edited away since, or have been somebody's
 * own. What people planned themselves counts, as far as it went: a plan for one provider decides nothing for the others,
 * and one from when nothing was due yet nothing at all. Null when there is nothing to do.
 */
export function planDue(
  schedule: Schedule,
  planned: readonly Planned[],
  now: number,
): { only?: ReadonlySet<string> } | null {
  const standing = standingOf(schedule, now)
  if (standing.status !== 'due_soon' && standing.status !== 'needs_attention') return null
  const occasion = occasionOf(schedule, standing)
  const decisions = planned
    .filter((plan) => plan.occasion === occasion)
    .flatMap(({ route_decisions }) => route_decisions)
    .filter(({ category }) => category !== 'healthy_schedule' && category !== 'other')
  const told = new Set(decisions.flatMap((each) => (each.action === 'deliver' ? [routeKey(each)] : [])))
  const known = new Set(decisions.map(routeKey))
  const open = routesOf(schedule, schedule).flatMap((route) => {
    const key = routeKey(route)
    if (told.has(key)) return []
    const isOpen = !known.has(key) || decide(route, schedule, standing, now).action === 'deliver'
    return isOpen ? [key] : []
  })
  if (open.length === 0) return null
  return known.size === 0 ? {} : { only: new Set(open) }
}

/** When the next window or calendar of a schedule is over: until then, and as long as nobody edits it, all stays kept back. */
export const nextOpening = ({ maintenance_windows, owner_calendars }: RoutingPolicy, now: number): number =>
  [...maintenance_windows, ...Object.values(owner_calendars).flatMap((calendar) => calendar.unavailable_windows)]
    .map(({ end_at }) => Date.parse(end_at))
    .reduce((next, end) => (end > now && end < next ? end : next), Number.POSITIVE_INFINITY)
