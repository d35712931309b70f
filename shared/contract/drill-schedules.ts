import { z } from '@hono/zod-openapi'
import { routeActions, routeCategories } from '../domain/drill-route.ts'
import {
  defaultDueSoonDays,
  drillEnvironments,
  drillStatuses,
  scheduleBounds,
  scheduleStatuses,
} from '../domain/drill-schedule.ts'
import { scheduleCommands } from '../domain/drill-schedule-offers.ts'
import { faultOfDrillText } from '../domain/drill-text.ts'
import { line } from './actions.ts'
import { ActorView } from './audit.ts'
import { body, count, json, moment, operation, orNull, time } from './route.ts'

const { intervalDays, dueSoonDays, minutes, recoverySeconds, owners, providers, windows, steps } = scheduleBounds

/** A door that lets nothing through that could be production, a host, an address or a credential. */
export const harmless = <S extends z.ZodType<string>>(schema: S) =>
  schema.superRefine((text, context) => {
    const fault = faultOfDrillText(text)
    if (fault) context.addIssue({ code: 'custom', message: `it ${fault}` })
  })

/** A label that people gave to an owner, a connector, a window: it goes to chats and into exports. */
const label = (max = 100) => harmless(line(max))
/** In a path too. */
const scheduleId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'expected small letters, digits, _ and -')
  .superRefine((text, context) => {
    const fault = faultOfDrillText(text.replaceAll('_', ' '))
    if (fault) context.addIssue({ code: 'custom', message: `it ${fault}` })
  })
const whole = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max)

const inOrder = ({ start_at, end_at }: { start_at: string; end_at: string }) => start_at < end_at
const ends = 'expected it to end after it begins'
const window = { start_at: moment, end_at: moment, reason: harmless(line(300)).default('no reason given') }

const MaintenanceWindow = z
  .object({
    window_id: label(),
    ...window,
    owners: z.array(label()).max(owners).default([]),
    providers: z.array(label()).max(providers).default([]),
  })
  .refine(inOrder, ends)
const Calendar = z.object({ unavailable_windows: z.array(z.object(window).refine(inOrder, ends)).max(windows) })
const OwnerRoute = z.object({
  providers: z.array(label()).max(providers),
  acknowledgement_minutes: whole(minutes).optional(),
  escalation_owner: label().optional(),
})

const atMost = (max: number) => (record: object) => Object.keys(record).length <= max
/** Names that every object has already would be lost in a record. */
const byOwner = <S extends z.ZodType>(schema: S) =>
  z.record(label(), schema).refine(atMost(owners), `expected ${owners} owners at most`)

const routing = {
  owner_routes: byOwner(OwnerRoute),
  maintenance_windows: z.array(MaintenanceWindow).max(windows),
  owner_calendars: byOwner(Calendar),
}
/** What `deliver` and a preview may be given in place of the schedule's own. */
export const RoutingPolicy = z
  .object({
    owner_routes: routing.owner_routes.optional(),
    maintenance_windows: routing.maintenance_windows.optional(),
    owner_calendars: routing.owner_calendars.optional(),
  })
  .openapi('DrillRoutingPolicy')

export const NewSchedule = z
  .object({
    title: label(200),
    environment: z.enum(drillEnvironments),
    status: z.enum(scheduleStatuses).default('active'),
    interval_days: whole(intervalDays),
    due_soon_days: whole(dueSoonDays).default(defaultDueSoonDays),
    next_due_at: moment,
    recovery_limit_seconds: whole(recoverySeconds).default(300),
    owners: z.array(label()).min(1).max(owners),
    notification_providers: z.array(label()).min(1).max(providers),
    owner_routes: routing.owner_routes.default({}),
    maintenance_windows: routing.maintenance_windows.default([]),
    owner_calendars: routing.owner_calendars.default({}),
    runbook_ref: label(300),
    runbook_steps: z
      .array(harmless(line(300)))
      .max(steps)
      .default([]),
  })
  .openapi('NewDrillSchedule')

const Offer = z.object({ name: z.enum(scheduleCommands), enabled: z.boolean(), reason: z.string().optional() })
const Plain = z.object({ start_at: time, end_at: time, reason: z.string() })

export const Schedule = z
  .object({
    schedule_id: z.string(),
    title: z.string(),
    environment: z.enum(drillEnvironments),
    status: z.enum(scheduleStatuses),
    interval_days: z.int(),
    due_soon_days: z.int(),
    next_due_at: time,
    recovery_limit_seconds: z.int(),
    owners: z.array(z.string()),
    notification_providers: z.array(z.string()),
    owner_routes: z.record(
      z.string(),
      z.object({
        providers: z.array(z.string()),
        acknowledgement_minutes: z.int().optional(),
        escalation_owner: z.string().optional(),
      }),
    ),
    maintenance_windows: z.array(
      Plain.extend({ window_id: z.string(), owners: z.array(z.string()), providers: z.array(z.string()) }),
    ),
    owner_calendars: z.record(z.string(), z.object({ unavailable_windows: z.array(Plain) })),
    runbook_ref: z.string(),
    runbook_steps: z.array(z.string()),
    /** How it stands now: by the clock of the server. */
    drill_status: z.enum(drillStatuses),
    due_soon: z.boolean(),
    stale: z.boolean(),
    days_until_due: z.int(),
    /** When a drill was last run to its end. */
    last_drill_at: time.nullable(),
    outstanding_count: z.int(),
    breached_count: z.int(),
    changed_at: time,
    changed_by: orNull(ActorView),
    last_seq: z.int(),
    /** What the caller may do with it now, and else why not. */
    commands: z.array(Offer),
  })
  .openapi('DrillSchedule')

const Decision = z.object({
  route_id: z.string(),
  owner: z.string(),
  escalation_owner: z.string(),
  provider: z.string(),
  action: z.enum(routeActions),
  category: z.enum(routeCategories),
  acknowledgement_minutes: z.int(),
  slo_of: z.enum(['owner', 'default']),
  reason: z.string(),
  maintenance_window_id: z.string().nullable(),
  owner_available: z.boolean(),
  suppressed_until: time.nullable(),
})
export const RouteDecision = Decision.openapi('DrillRouteDecision')

export const PlanPreview = z
  .object({
    drill_status: z.enum(drillStatuses),
    at: time,
    route_decisions: z.array(Decision),
    deliverable_route_count: z.int(),
    suppressed_route_count: z.int(),
    /** Providers that no connector is configured for: what is sent to them fails, and says so. */
    unknown_providers: z.array(z.string()),
  })
  .openapi('DrillPlanPreview')

const params = z.object({ schedule_id: z.string() })
const base = '/api/v1/drills/schedules'

export const listSchedules = operation('read', {
  method: 'get',
  path: base,
  summary: 'All schedules of rollback drills, those that are due first',
  responses: { 200: json(z.object({ items: z.array(Schedule) }), 'The schedules') },
})

export const getSchedule = operation('read', {
  method: 'get',
  path: `${base}/{schedule_id}`,
  summary: 'A schedule',
  request: { params },
  responses: { 200: json(Schedule, 'The schedule') },
})

export const putSchedule = operation('drills.run', {
  method: 'put',
  path: `${base}/{schedule_id}`,
  summary: 'Make a schedule, or set it anew; the same again changes nothing and is no entry',
  description:
    'Nothing in it may name production, a host, an address or a credential: it goes to chats and into exports.',
  request: {
    params: z.object({ schedule_id: scheduleId }),
    /** Which state of it was changed, by its `last_seq`, 0 where there was none: over another's change nothing is set. */
    query: z.object({ last_seq: count().optional() }),
    body: body(NewSchedule),
  },
  responses: { 200: json(Schedule, 'The schedule') },
})

export const previewSchedule = operation('read', {
  method: 'post',
  path: `${base}/preview`,
  summary: 'What plan a schedule would lead to, now or at another time; nothing is kept and nobody is told',
  request: { body: body(z.object({ schedule: NewSchedule, at: moment.optional() })) },
  responses: { 200: json(PlanPreview, 'The plan') },
})
