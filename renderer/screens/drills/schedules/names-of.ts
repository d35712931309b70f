import type { DrillSchedule } from '../../../drills-api.ts'

type Of = Pick<DrillSchedule, 'owners' | 'owner_routes' | 'notification_providers'>

/** Everybody who is told, also who has only a route of their own. */
export const ownersOf = ({ owners, owner_routes }: Of): string[] => [
  ...new Set([...owners, ...Object.keys(owner_routes)]),
]

/** By which providers that owner is told: their own, or else the schedule's. */
export function providersFor({ owner_routes, notification_providers }: Of, owner: string): readonly string[] {
  const own = Object.hasOwn(owner_routes, owner) ? owner_routes[owner]?.providers : undefined
  return own !== undefined && own.length > 0 ? own : notification_providers
}

/** Every provider by which somebody is told. */
export const providersOf = (schedule: Of): string[] => [
  ...new Set(ownersOf(schedule).flatMap((owner) => providersFor(schedule, owner))),
]
