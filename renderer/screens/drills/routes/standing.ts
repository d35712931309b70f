import type { DrillDashboard } from '../../../drills-api.ts'

/** Says something else whenever a count of routes may be another one: by an answer, a new plan, or time alone. */
export const standingOf = (dashboard: DrillDashboard): string =>
  [
    dashboard.plan_count,
    dashboard.acknowledgement_count,
    dashboard.outstanding_acknowledgement_count,
    dashboard.breached_count,
    dashboard.acknowledged_count,
    dashboard.escalated_count,
    dashboard.resolved_count,
    dashboard.dismissed_count,
  ].join(' ')
