import {
  type AcknowledgementState,
  moveRoute,
  permissionFor,
  type RouteAction,
  type RouteState,
} from './drill-route.ts'
import type { ScheduleStatus } from './drill-schedule.ts'
import { withoutFullStop } from './full-stop.ts'
import type { Permission } from './permission.ts'
import type { Refusal } from './result.ts'

/** What of a route its guards look at. */
export type GuardedRoute = { action: RouteAction; reason: string; state: RouteState | null }

/** What a person can do to a route, and the state that each leads to. */
export const routeAnswers = {
  acknowledge: 'acknowledged',
  escalate: 'escalated',
  resolve: 'resolved',
  dismiss: 'dismissed',
} as const satisfies Record<string, AcknowledgementState>
const answers = ['acknowledge', 'escalate', 'resolve', 'dismiss'] as const satisfies (keyof typeof routeAnswers)[]

type Permissions = ReadonlySet<Permission>

/**
 * One rule for the button that sleeps and for the request that is refused: who may at all, then whether it can be.
 * `keptOff` is what `whyNotUnverified` says of whoever asks.
 */
export function whyNotOnRoute(
  route: GuardedRoute,
  to: AcknowledgementState,
  permissions: Permissions,
  keptOff?: Refusal | undefined,
): Refusal | undefined {
  return whyNotPermitted(permissionFor[to], permissions) ?? keptOff ?? whyNotNow(route, to)
}

/** Where the policy asks for a verified actor, whoever is not is kept off. */
export function whyNotUnverified(verified: boolean, requireVerified: boolean): Refusal | undefined {
  if (verified || !requireVerified) return undefined
  return {
    code: 'verified_session_required',
    detail:
      'Answers to drill notifications take a verified actor here (policy drills.require_verified). Sign in first.',
  }
}

/** For whoever may do it: whether this route can be answered so, as it stands. */
function whyNotNow({ action, reason, state }: GuardedRoute, to: AcknowledgementState): Refusal | undefined {
  if (action === 'suppress' || state === null)
    return {
      code: 'invalid_transition',
      detail: `Nobody was told, so there is nothing to answer: ${withoutFullStop(reason)}.`,
      fields: { status: 'suppressed' },
    }
  const moved = moveRoute(state, to)
  return moved.ok ? undefined : moved.refusal
}

export function whyNotPermitted(permission: Permission, permissions: Permissions): Refusal | undefined {
  if (permissions.has(permission)) return undefined
  return {
    code: 'permission_denied',
    detail: `This needs the permission ${permission}, which your roles do not carry.`,
    fields: { permission },
  }
}

/** Why no drill of this schedule can be begun. */
export function whyNotStartDrill(
  { status }: { status: ScheduleStatus },
  permissions: Permissions,
): Refusal | undefined {
  const refusal = whyNotPermitted('drills.run', permissions)
  if (refusal || status === 'active') return refusal
  return {
    code: 'invalid_transition',
    detail: `The schedule is ${status}: a drill is begun from one that is active.`,
    fields: { status },
  }
}

export type RouteOffer = {
  name: (typeof answers)[number] | 'start_drill'
  enabled: boolean
  reason?: string
}

/** For every command: can it be given now, by somebody with these permissions, and if not, why not. */
export function allowedOnRoute(
  route: GuardedRoute,
  schedule: { status: ScheduleStatus },
  permissions: Permissions,
  keptOff?: Refusal | undefined,
): RouteOffer[] {
  const offer = (name: RouteOffer['name'], refusal: Refusal | undefined): RouteOffer =>
    refusal ? { name, enabled: false, reason: refusal.detail } : { name, enabled: true }
  return [
    ...answers.map((name) => offer(name, whyNotOnRoute(route, routeAnswers[name], permissions, keptOff))),
    offer('start_drill', whyNotStartDrill(schedule, permissions)),
  ]
}
