import { z } from '@hono/zod-openapi'
import { deliveryOutcomes } from '../domain/connector.ts'
import {
  acknowledgementStates,
  alertLevels,
  recommendations,
  routeActions,
  routeCategories,
  routeStates,
} from '../domain/drill-route.ts'
import { drillStatuses } from '../domain/drill-schedule.ts'
import { line, prose, several } from './actions.ts'
import { ActorView } from './audit.ts'
import { harmless, RouteDecision, RoutingPolicy, Schedule } from './drill-schedules.ts'
import { body, count, json, operation, orNull, time } from './route.ts'

/** The names of the wire are CAVRA's: its clients speak them. */
const base = '/runtime/go-pilot/rollback-drill-notifications'

/** Bulk requests hold so many routes at most; a console sends more in several. */
export const bulkSize = 100

/** What every stored record says of itself; more beside it, by kind. */
export const Metadata = z
  .looseObject({ metadata_kind: z.string(), session_id: z.string(), created_at: time, signer: z.string() })
  .openapi('DrillMetadata')

export const metadataKinds = [
  'go-backend-rollback-drill-notification-plan',
  'release-connector-delivery',
  'go-backend-rollback-drill-notification-ack',
  'go-backend-rollback-drill-notification-escalation-plan',
  'go-backend-rollback-drill-acknowledgement-audit-package',
] as const
export const trendKind = 'go-backend-rollback-drill-routing-suppression-trend'
export const deliverySource = 'go_backend_rollback_drill_notification'

export const getDrillSchedule = operation('read', {
  method: 'get',
  path: '/runtime/go-pilot/rollback-drill-schedule',
  summary: 'How it stands with the rollback drill that is due first, or with the one that is named',
  request: { query: z.object({ schedule_id: z.string().max(100).optional() }) },
  responses: {
    200: json(z.object({ status: z.enum(drillStatuses), schedule: orNull(Schedule) }), 'The schedule'),
  },
})

export const Plan = z
  .object({
    plan_id: z.string(),
    schedule_id: z.string(),
    generated_at: time,
    generated_by: z.string(),
    status: z.enum(drillStatuses),
    alert_level: z.enum(alertLevels),
    requested_provider: z.string(),
    eligible_providers: z.array(z.string()),
    selected_providers: z.array(z.string()),
    acknowledgement_required_providers: z.array(z.string()),
    suppressed_providers: z.array(z.string()),
    owners: z.array(z.string()),
    route_decisions: z.array(RouteDecision),
    deliverable_route_count: z.int(),
    suppressed_route_count: z.int(),
    maintenance_suppressed_count: z.int(),
    calendar_suppressed_count: z.int(),
    next_due_at: time,
    reason: z.string(),
  })
  .openapi('DrillPlan')

/** It stays in the plan, and goes into exports with it: names of connectors, or of what has none yet. */
const providers = harmless(line(500)).refine(
  (text) => text.split(',').every((name) => /^[\p{L}\p{N}#@][\p{L}\p{N}\p{M} _.#@()&+-]{0,99}$/u.test(name.trim())),
  'expected `all`, or names with commas between',
)

export const deliverNotifications = operation('drills.run', {
  method: 'post',
  path: `${base}/deliver`,
  summary: 'Tell the owners of a drill: plan the routes, deliver what is not suppressed, answer with the evidence',
  request: {
    body: {
      ...body(
        z.object({
          provider: providers.default('all'),
          /** The one that is due first, where none is named. */
          schedule_id: z.string().max(100).optional(),
          retries: z.int().min(0).max(5).default(2),
          timeout_seconds: z.number().min(0.05).max(30).default(10),
          routing_policy: RoutingPolicy.optional(),
          generated_by: z.string().max(200).optional(),
        }),
      ),
      required: false,
    },
  },
  responses: {
    200: json(z.object({ plan: Plan, metadata: Metadata, plan_metadata: Metadata }), 'What was planned and delivered'),
  },
})

const page = {
  limit: count(500).pipe(z.int().min(1)).default(50).openapi({ type: 'integer', default: 50 }),
  offset: count(10_000_000).default(0).openapi({ type: 'integer', default: 0 }),
}
const named = z.string().max(200).optional()
const yes = z.enum(['true', 'false', 'True', 'False']).transform((text) => text.toLowerCase() === 'true')

export const HistoryQuery = z.object({
  schedule_id: named,
  provider: named,
  /** Of acknowledgements. */
  state: z.enum(acknowledgementStates).optional(),
  acknowledgement_state: z.enum(acknowledgementStates).optional(),
  kind: z.string().max(100).optional(),
  metadata_kind: z.string().max(100).optional(),
  audit_id: named,
  plan_id: named,
  alert_level: z.enum(alertLevels).optional(),
  connector_delivery_source: named,
  delivery_success: yes.optional(),
  ...page,
})

export const listNotifications = operation('read', {
  method: 'get',
  path: base,
  summary: 'Everything that was planned, delivered, acknowledged and packed, newest first',
  description:
    'A plan or a report of more than 64 KiB comes without its routes and says `truncated: true`; asked for by its `plan_id` or `audit_id` it is whole.',
  request: { query: HistoryQuery },
  responses: { 200: json(z.object({ total: z.int(), items: z.array(Metadata) }), 'The history') },
})

export const Dashboard = z
  .object({
    generated_at: time,
    alert_level: z.enum(alertLevels),
    plan_count: z.int(),
    delivery_count: z.int(),
    failed_delivery_count: z.int(),
    /** Those that told nobody, or may not have, while a route of theirs is open and no later plan took it over. */
    failed_delivery_open_count: z.int(),
    acknowledgement_count: z.int(),
    /** Routes that were told, by where they stand; those that a later plan took over are not counted. */
    outstanding_acknowledgement_count: z.int(),
    acknowledged_count: z.int(),
    escalated_count: z.int(),
    resolved_count: z.int(),
    dismissed_count: z.int(),
    breached_count: z.int(),
    suppressed_route_count: z.int(),
    /** The next moment at which an outstanding route is past its time. */
    next_breach_at: time.nullable(),
    /** The first hundred, by when they are late; how many there are the count says. */
    outstanding_acknowledgements: z.array(
      z.object({ schedule_id: z.string(), plan_id: z.string(), provider: z.string(), owner: z.string() }),
    ),
    /** The last ten of the history, without what is long in them. */
    latest: z.array(Metadata),
  })
  .openapi('DrillDashboard')

export const getDashboard = operation('read', {
  method: 'get',
  path: `${base}/dashboard`,
  summary: 'What waits, what is late, what failed',
  responses: { 200: json(Dashboard, 'The counts') },
})

const routeCommands = ['acknowledge', 'escalate', 'resolve', 'dismiss', 'start_drill'] as const
const Offer = z.object({ name: z.enum(routeCommands), enabled: z.boolean(), reason: z.string().optional() })

export const Acknowledgement = z
  .object({
    acknowledgement_id: z.string(),
    schedule_id: z.string(),
    plan_id: z.string(),
    provider: z.string(),
    owners: z.array(z.string()),
    route_ids: z.array(z.string()),
    /** The authenticated actor, as a name to read; never what a request claims. */
    acknowledged_by: z.string(),
    actor: ActorView,
    /** The gateway that vouched for the actor, where it was not the actor's own credential. */
    through: orNull(ActorView),
    acknowledgement_state: z.enum(acknowledgementStates),
    acknowledged_at: time,
    /** The operator's own words. */
    external_ref: z.string(),
    notes: z.string(),
    seq: z.int(),
  })
  .openapi('DrillAcknowledgement')

export const Route = RouteDecision.extend({
  plan_id: z.string(),
  schedule_id: z.string(),
  schedule_title: z.string(),
  created_at: time,
  /** When it is late. */
  slo_ends_at: time,
  /** Null for what was suppressed: nobody was told, so nobody has to answer. */
  acknowledgement_state: z.enum(routeStates).nullable(),
  breached: z.boolean(),
  /** It was late before anybody answered, or is. */
  missed: z.boolean(),
  /** A later plan told the same owner at the same provider again. */
  superseded_by: z.string().nullable(),
  delivery: z.enum(deliveryOutcomes).nullable(),
  /** The latest, where there is one. */
  acknowledgement: orNull(Acknowledgement),
  last_seq: z.int(),
  commands: z.array(Offer),
}).openapi('DrillRoute')

const routeFilter = {
  schedule_id: several(z.string().max(100)),
  plan_id: named,
  provider: several(z.string().max(100)),
  /** The owner, or whom it is escalated to. */
  owner: several(z.string().max(100)),
  action: z.enum(routeActions).optional(),
  category: several(z.enum(routeCategories)),
  state: several(z.enum(routeStates)),
  breached: yes.optional(),
  /** With those that a later plan took over. */
  superseded: yes.optional(),
  q: z.string().max(200).optional().openapi({ description: 'Words, or beginnings of words, that must all be there' }),
}
export const RouteQuery = z.object({
  ...routeFilter,
  sort: z.enum(['urgency', '-created_at', 'created_at']).default('-created_at'),
  ...page,
})

const RoutePage = z
  .object({
    total: z.int(),
    items: z.array(Route),
    /** How many match in each state, and how many of them are late, whatever of the two was asked for: they are its tabs. */
    by_state: z.record(z.string(), z.int()),
    breached: z.int(),
  })
  .openapi('DrillRoutePage')

export const listRoutes = operation('read', {
  method: 'get',
  path: `${base}/routes`,
  summary: 'What was decided for each owner at each provider, and where it stands',
  request: { query: RouteQuery },
  responses: { 200: json(RoutePage, 'The routes') },
})

export const RouteDetail = Route.extend({
  /** Oldest first. */
  acknowledgements: z.array(Acknowledgement),
  deliveries: z.array(
    z.object({
      provider: z.string(),
      connector: z.string(),
      outcome: z.enum(deliveryOutcomes),
      attempts: z.array(
        z.object({
          n: z.int(),
          at: time,
          ended_at: time.nullable(),
          status: z.int().nullable(),
          error: z.string().nullable(),
        }),
      ),
      url: z.string().nullable(),
    }),
  ),
}).openapi('DrillRouteDetail')

export const getRoute = operation('read', {
  method: 'get',
  path: '/api/v1/drills/routes/{route_id}',
  summary: 'A route with its history',
  request: { params: z.object({ route_id: z.string() }) },
  responses: { 200: json(RouteDetail, 'The route') },
})

const tally = z.record(z.string(), z.int())
export const Trend = z
  .object({
    generated_at: time,
    suppression_event_count: z.int(),
    maintenance_suppressed_count: z.int(),
    calendar_suppressed_count: z.int(),
    category_counts: tally,
    owner_counts: tally,
    provider_counts: tally,
    schedule_counts: tally,
    /** By day of UTC, oldest first. */
    days: z.array(z.object({ day: z.string(), category_counts: tally })),
  })
  .openapi('DrillSuppressionTrend')

export const getTrends = operation('read', {
  method: 'get',
  path: `${base}/suppression-trends`,
  summary: 'What was not sent, and why: by category, owner, provider, schedule and day',
  request: {
    query: z.object({
      schedule_id: named,
      owner: named,
      provider: named,
      days: count(366).pipe(z.int().min(1)).default(30).openapi({ type: 'integer', default: 30 }),
    }),
  },
  responses: { 200: json(z.object({ trend: Trend, metadata: Metadata }), 'The trend') },
})

export const EscalationPlan = z
  .object({
    plan_id: z.string(),
    generated_at: time,
    generated_by: z.string(),
    alert_level: z.enum(alertLevels),
    acknowledgement_minutes: z.int(),
    filters: z.record(z.string(), z.string()),
    route_count: z.int(),
    outstanding_count: z.int(),
    breached_count: z.int(),
    routes: z.array(
      z.object({
        route_id: z.string(),
        schedule_id: z.string(),
        plan_id: z.string(),
        provider: z.string(),
        owner: z.string(),
        escalation_owner: z.string(),
        acknowledgement_state: z.enum(routeStates),
        acknowledged: z.boolean(),
        age_minutes: z.int(),
        acknowledgement_minutes: z.int(),
        breached: z.boolean(),
        recommended_action: z.enum(recommendations),
      }),
    ),
  })
  .openapi('DrillEscalationPlan')

export const planEscalation = operation('drills.escalate', {
  method: 'post',
  path: `${base}/escalation-plan`,
  summary: 'Which routes nobody has answered in time, and what to do about each; nothing is escalated by it',
  request: {
    body: {
      ...body(
        z.object({
          /** For owners whose own route does not say. */
          policy: z.object({ acknowledgement_minutes: z.int().min(0).max(10_080).optional() }).optional(),
          /** Of which routes: of all that are open, unless it is said. A report holds 10,000 at most. */
          schedule_id: named,
          provider: named,
          owner: named,
          generated_by: z.string().max(200).optional(),
        }),
      ),
      required: false,
    },
  },
  responses: { 200: json(z.object({ plan: EscalationPlan, metadata: Metadata }), 'The plan') },
})

/** Whom a trusted gateway speaks for. */
export const ActorClaims = z.looseObject({
  sub: line(400),
  iss: line(400).optional(),
  email: line(400).optional(),
  name: line(400).optional(),
  roles: z.array(z.string().max(200)).max(100).optional(),
  groups: z.array(z.string().max(200)).max(100).optional(),
})

/** Who did it comes from the credential: what these say is checked against it, or not believed. */
const claims = {
  /** Read by nobody: older clients send it. */
  acknowledged_by: z.string().max(400).optional(),
  /** A signed token, in place of the header. */
  actor_token: z.string().max(16_384).optional(),
  actor_claims: ActorClaims.optional(),
}
const answer = {
  acknowledgement_state: z.enum(acknowledgementStates).default('acknowledged'),
  external_ref: z.union([z.literal(''), line(200)]).default(''),
  notes: prose(2000).default(''),
}
const target = { provider: line(100), plan_id: z.string().max(200).optional(), owner: line(100).optional() }

export const acknowledgeRoute = operation('drills.acknowledge', {
  method: 'post',
  path: `${base}/{schedule_id}/acknowledgements`,
  summary: 'Acknowledge, escalate, resolve or dismiss what an owner was told',
  description:
    'Recorded as the authenticated actor. Without `plan_id` the latest plan that told this provider is meant; without `owner` every owner of that provider in it. Escalating takes `drills.escalate`, resolving and dismissing `drills.resolve`.',
  request: { params: z.object({ schedule_id: z.string() }), body: body(z.object({ ...target, ...answer, ...claims })) },
  responses: { 200: json(z.object({ acknowledgement: Acknowledgement, metadata: Metadata }), 'What was recorded') },
})

const BulkRoute = z.object({ schedule_id: z.string().max(100), ...target })

export const acknowledgeRoutes = operation('drills.acknowledge', {
  method: 'post',
  path: `${base}/acknowledgements/bulk`,
  summary: 'The same for up to 100 routes: each is done or says why not',
  request: {
    body: body(z.object({ ...answer, ...claims, routes: z.array(BulkRoute).min(1).max(bulkSize) })),
  },
  responses: {
    200: json(
      z.object({
        acknowledgement_count: z.int(),
        acknowledgements: z.array(Acknowledgement),
        errors: z.array(z.object({ route: BulkRoute, code: z.string(), detail: z.string() })),
      }),
      'One result for each route',
    ),
  },
})

export const AuditPackage = z
  .object({
    audit_id: z.string(),
    generated_at: time,
    generated_by: z.string(),
    filters: z.record(z.string(), z.string()),
    route_count: z.int(),
    acknowledgement_count: z.int(),
    outstanding_count: z.int(),
    acknowledged_count: z.int(),
    escalated_count: z.int(),
    resolved_count: z.int(),
    dismissed_count: z.int(),
    alert_level: z.enum(alertLevels),
    routes: z.array(
      z.object({
        route_id: z.string(),
        schedule_id: z.string(),
        plan_id: z.string(),
        provider: z.string(),
        owner: z.string(),
        escalation_owner: z.string(),
        route_created_at: time,
        acknowledgement_state: z.enum(routeStates),
        acknowledged: z.boolean(),
        breached: z.boolean(),
        superseded_by: z.string().nullable(),
        acknowledgement_id: z.string(),
        acknowledged_by: z.string(),
        actor: orNull(ActorView),
        acknowledged_at: z.string(),
        external_ref: z.string(),
        notes: z.string(),
      }),
    ),
  })
  .openapi('DrillAuditPackage')

export const packAudit = operation('audit.export', {
  method: 'post',
  path: `${base}/acknowledgements/audit-package`,
  summary: 'Where the routes stand, who said so and in what words: a record that stays in the history',
  request: {
    body: {
      ...body(
        z.object({
          schedule_id: named,
          owner: named,
          provider: named,
          state: z.enum(routeStates).optional(),
          generated_by: z.string().max(200).optional(),
        }),
      ),
      required: false,
    },
  },
  responses: { 200: json(z.object({ audit_package: AuditPackage, metadata: Metadata }), 'The package') },
})
