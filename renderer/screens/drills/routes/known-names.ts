import type { DrillSchedule } from '../../../drills-api.ts'

type Named = Pick<DrillSchedule, 'schedule_id' | 'owners' | 'notification_providers' | 'owner_routes'>

/** Everybody and everything that a schedule names, and a route may therefore have. */
export function namesOf(schedules: readonly Named[]) {
  const [owner, provider] = [new Set<string>(), new Set<string>()]
  for (const { owners, notification_providers, owner_routes } of schedules) {
    for (const name of [...owners, ...Object.keys(owner_routes)]) owner.add(name)
    for (const name of notification_providers) provider.add(name)
    for (const { providers, escalation_owner } of Object.values(owner_routes)) {
      if (escalation_owner !== undefined) owner.add(escalation_owner)
      for (const name of providers) provider.add(name)
    }
  }
  return { owner, provider, schedule: new Set(schedules.map(({ schedule_id }) => schedule_id)) }
}
