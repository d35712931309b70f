import { z } from 'zod'
import { alertLevels, recommendations, routeStates } from './drill-route.ts'

/** Reports as they are kept: people by id and digest alone, so that whoever is erased is gone from them too. */
const Who = z.object({ id: z.string(), digest: z.string() })

const counts = { route_count: z.int(), outstanding_count: z.int() }
const where = {
  route_id: z.string(),
  schedule_id: z.string(),
  plan_id: z.string(),
  provider: z.string(),
  owner: z.string(),
  escalation_owner: z.string(),
  acknowledgement_state: z.enum(routeStates),
  acknowledged: z.boolean(),
  breached: z.boolean(),
}

export const EscalationDocument = z.object({
  plan_id: z.string(),
  generated_at: z.string(),
  alert_level: z.enum(alertLevels),
  acknowledgement_minutes: z.int(),
  /** What it was asked to be about; all that is open, where it says nothing. */
  filters: z.record(z.string(), z.string()).default({}),
  ...counts,
  breached_count: z.int(),
  routes: z.array(
    z.object({
      ...where,
      age_minutes: z.int(),
      acknowledgement_minutes: z.int(),
      recommended_action: z.enum(recommendations),
    }),
  ),
})
export type EscalationDocument = z.output<typeof EscalationDocument>

export const AuditDocument = z.object({
  audit_id: z.string(),
  generated_at: z.string(),
  filters: z.record(z.string(), z.string()),
  ...counts,
  acknowledgement_count: z.int(),
  acknowledged_count: z.int(),
  escalated_count: z.int(),
  resolved_count: z.int(),
  dismissed_count: z.int(),
  alert_level: z.enum(alertLevels),
  routes: z.array(
    z.object({
      ...where,
      route_created_at: z.string(),
      superseded_by: z.string().nullable(),
      acknowledgement_id: z.string(),
      acknowledged_by: Who.nullable(),
      acknowledged_at: z.string(),
      external_ref: z.string(),
      notes: z.string(),
    }),
  ),
})
export type AuditDocument = z.output<typeof AuditDocument>
