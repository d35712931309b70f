import { ok, type Result, refuse } from './result.ts'

export const routeActions = ['deliver', 'suppress'] as const
export type RouteAction = (typeof routeActions)[number]

/** Why a route was not told; one that was told has its action for a category. */
export const suppressions = ['maintenance_window', 'owner_calendar', 'healthy_schedule', 'other'] as const
export type Suppression = (typeof suppressions)[number]
export const routeCategories = ['deliver', ...suppressions] as const
export type RouteCategory = (typeof routeCategories)[number]

export const acknowledgementStates = ['acknowledged', 'escalated', 'resolved', 'dismissed'] as const
export type AcknowledgementState = (typeof acknowledgementStates)[number]
export const routeStates = ['outstanding', ...acknowledgementStates] as const
export type RouteState = (typeof routeStates)[number]

/** What a plan decided for one owner at one provider. Never edited: another plan decides anew. */
export type RouteDecision = {
  route_id: string
  owner: string
  escalation_owner: string
  provider: string
  action: RouteAction
  category: RouteCategory
  acknowledgement_minutes: number
  /** Whether the owner's own route says so, or nobody did and it is the product's. */
  slo_of: 'owner' | 'default'
  reason: string
  maintenance_window_id: string | null
  owner_available: boolean
  /** When what keeps it from being sent is over; nothing where that is no matter of time. */
  suppressed_until: string | null
}

/** From where one can get where. Nothing leaves the last two, and nothing happens by itself. */
const ways: Record<RouteState, readonly AcknowledgementState[]> = {
  outstanding: acknowledgementStates,
  acknowledged: ['escalated', 'resolved', 'dismissed'],
  escalated: ['acknowledged', 'resolved', 'dismissed'],
  resolved: [],
  dismissed: [],
}

export const canBecome = (from: RouteState, to: AcknowledgementState): boolean => ways[from].includes(to)

export function moveRoute(from: RouteState, to: AcknowledgementState): Result<AcknowledgementState> {
  if (canBecome(from, to)) return ok(to)
  const detail =
    from === to ? `It is ${from} already.` : `It is ${from}, and stays so: nothing leads from there to ${to}.`
  return refuse('invalid_transition', detail, { status: from })
}

/** Nothing can happen to it any more. */
export const isFinal = (state: RouteState): boolean => ways[state].length === 0

type Timed = { created_at: string; acknowledgement_minutes: number }

export const sloEndsAt = ({ created_at, acknowledgement_minutes }: Timed): string =>
  new Date(Date.parse(created_at) + acknowledgement_minutes * 60_000).toISOString()

export const ageMinutes = ({ created_at }: Pick<Timed, 'created_at'>, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(created_at)) / 60_000))

/**
 * Waiting past its time: the moment itself counts. Whoever acknowledged it, late or not, ended that; whether it was
 * late is for the scorecard.
 */
export const isBreached = (route: Timed & { action: RouteAction; state: RouteState }, now: number): boolean =>
  route.action === 'deliver' && route.state === 'outstanding' && Date.parse(sloEndsAt(route)) <= now

export const alertLevels = ['healthy', 'warning', 'critical'] as const
export type AlertLevel = (typeof alertLevels)[number]

/** Of routes that were told, as they stand now. A stale schedule is critical whoever has acknowledged what. */
export function alertLevelOf(
  routes: readonly (Timed & { action: RouteAction; state: RouteState })[],
  stale: boolean,
  now: number,
): AlertLevel {
  return alertLevelFrom({
    stale,
    breached: routes.some((route) => isBreached(route, now)),
    open: routes.some(
      ({ action, state }) => action === 'deliver' && (state === 'outstanding' || state === 'escalated'),
    ),
  })
}

/** The same, of routes that were counted. */
export const alertLevelFrom = (found: { stale: boolean; breached: boolean; open: boolean }): AlertLevel =>
  found.stale || found.breached ? 'critical' : found.open ? 'warning' : 'healthy'

export const recommendations = ['no_action', 'await_acknowledgement', 'escalate_missed_drill_notification'] as const
export type Recommendation = (typeof recommendations)[number]

export const recommendationFor = (state: RouteState, breached: boolean): Recommendation =>
  breached ? 'escalate_missed_drill_notification' : state === 'outstanding' ? 'await_acknowledgement' : 'no_action'

/** The permission that a change to this state takes. */
export const permissionFor = {
  acknowledged: 'drills.acknowledge',
  escalated: 'drills.escalate',
  resolved: 'drills.resolve',
  dismissed: 'drills.resolve',
} as const satisfies Record<AcknowledgementState, string>
