import { z } from 'zod'
import type { Plan } from './drill-plan.ts'
import { acknowledgementStates, routeActions, routeCategories } from './drill-route.ts'
import { drillEnvironments, drillStatuses, type Schedule, scheduleStatuses } from './drill-schedule.ts'
import type { Entry, Json } from './entry.ts'

/**
 * How what happens to drills is written into the ledger, and read from it again. All of it is about a schedule, so
 * whoever links a drill to an incident finds its whole story there.
 */
export const drillSubject = (schedule_id: string): string => `drill:${schedule_id}`
export const scheduleIdOf = (subject: string): string => subject.slice('drill:'.length)

export const drillActions = {
  scheduleSet: 'drill.schedule.set',
  planned: 'drill.notification.planned',
  delivered: 'drill.notification.delivered',
  failed: 'drill.notification.failed',
  acknowledged: 'drill.acknowledgement.recorded',
  escalationPlanned: 'drill.escalation.planned',
  audited: 'drill.audit.packaged',
  runStarted: 'drill.run.started',
  runTicked: 'drill.run.ticked',
  runUnticked: 'drill.run.unticked',
  runRecovered: 'drill.run.recovered',
  runFinished: 'drill.run.finished',
  runAbandoned: 'drill.run.abandoned',
} as const

export const connectorActions = {
  set: 'notification.connector.set',
  removed: 'notification.connector.removed',
} as const
export const connectorSubject = (name: string): string => `connector:${name}`

/** Who acts for another: a gateway that vouches for the person in the request. */
export type Acknowledgement = {
  acknowledgement_id: string
  plan_id: string
  provider: string
  /** Of every owner that it covers; the routes that were in a state that it could change. */
  owners: readonly string[]
  route_ids: readonly string[]
  acknowledgement_state: (typeof acknowledgementStates)[number]
  external_ref: string
  notes: string
  /** The gateway that vouched for the actor, where it was not the actor's own credential. */
  through: { id: string; digest: string } | null
}

const id = z.string().min(1)
const Window = z.object({ start_at: z.string(), end_at: z.string(), reason: z.string() })

export const ScheduleDocument = z.object({
  schedule_id: id,
  title: z.string(),
  environment: z.enum(drillEnvironments),
  status: z.enum(scheduleStatuses),
  interval_days: z.number(),
  due_soon_days: z.number(),
  next_due_at: z.string(),
  recovery_limit_seconds: z.number(),
  owners: z.array(z.string()),
  notification_providers: z.array(z.string()),
  owner_routes: z.record(
    z.string(),
    z.object({
      providers: z.array(z.string()),
      acknowledgement_minutes: z.number().optional(),
      escalation_owner: z.string().optional(),
    }),
  ),
  maintenance_windows: z.array(
    Window.extend({ window_id: z.string(), owners: z.array(z.string()), providers: z.array(z.string()) }),
  ),
  owner_calendars: z.record(z.string(), z.object({ unavailable_windows: z.array(Window) })),
  runbook_ref: z.string(),
  runbook_steps: z.array(z.string()),
})

const Decision = z.object({
  route_id: id,
  owner: z.string(),
  escalation_owner: z.string(),
  provider: z.string(),
  action: z.enum(routeActions),
  category: z.enum(routeCategories),
  acknowledgement_minutes: z.number(),
  slo_of: z.enum(['owner', 'default']),
  reason: z.string(),
  maintenance_window_id: z.string().nullable(),
  owner_available: z.boolean(),
  suppressed_until: z.string().nullable(),
})

export const PlanDocument = z.object({
  plan_id: id,
  schedule_id: id,
  occasion: z.string(),
  status: z.enum(drillStatuses),
  stale: z.boolean(),
  requested_provider: z.string(),
  next_due_at: z.string(),
  route_decisions: z.array(Decision),
})

const AcknowledgementDocument = z.object({
  acknowledgement_id: id,
  plan_id: id,
  provider: z.string(),
  owners: z.array(z.string()),
  route_ids: z.array(z.string()).min(1),
  acknowledgement_state: z.enum(acknowledgementStates),
  external_ref: z.string(),
  notes: z.string(),
  through: z.object({ id: z.string(), digest: z.string() }).nullable(),
})

/** These documents are JSON by their schemas; the type of a parsed one does not say so. */
const asJson = (document: unknown): Json => document as Json

export const writeSchedule = (schedule: Schedule) => ({
  action: drillActions.scheduleSet,
  subject: drillSubject(schedule.schedule_id),
  data: asJson(schedule),
})

export const writePlan = (plan: Plan) => ({
  action: drillActions.planned,
  subject: drillSubject(plan.schedule_id),
  data: asJson(plan),
})

export const writeAcknowledgement = (schedule_id: string, acknowledgement: Acknowledgement) => ({
  action: drillActions.acknowledged,
  subject: drillSubject(schedule_id),
  data: asJson(acknowledgement),
})

/** Nothing, where an entry is not of the form that this program writes. */
export function readSchedule({ action, subject, data }: Entry): Schedule | undefined {
  const read = action === drillActions.scheduleSet ? ScheduleDocument.safeParse(data).data : undefined
  return read?.schedule_id === scheduleIdOf(subject) ? read : undefined
}

export function readPlan({ action, subject, data }: Entry): Plan | undefined {
  const read = action === drillActions.planned ? PlanDocument.safeParse(data).data : undefined
  return read?.schedule_id === scheduleIdOf(subject) ? read : undefined
}

export const readAcknowledgement = ({ action, data }: Entry): Acknowledgement | undefined =>
  action === drillActions.acknowledged ? AcknowledgementDocument.safeParse(data).data : undefined
