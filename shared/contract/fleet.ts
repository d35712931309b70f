import { z } from '@hono/zod-openapi'
import type { Json } from '../domain/entry.ts'
import { alertSources, alertStatuses, evaluationSources, labels, spanStatuses, traceStatuses } from '../domain/fleet.ts'
import { FleetSettings } from '../domain/fleet-settings.ts'
import { ActorView } from './audit.ts'
import { body, count, json, moment, operation, orNull, time } from './route.ts'

const Attributes = z.custom<Record<string, Json>>().openapi({ type: 'object', additionalProperties: true })
const usd = z.number()
const cursor = z.string().max(400).optional()
const limit = count(500).pipe(z.int().min(1)).optional().openapi({ type: 'integer' })
/** What is left blank was not asked for. */
const agent = z
  .string()
  .max(200)
  .transform((value) => value || undefined)
  .optional()
  .openapi({ type: 'string' })

export const TraceRow = z
  .object({
    trace_id: z.string().openapi({ example: '9b11d0c27a4e4b6f8c1d2e3f4a5b6c7d' }),
    name: z.string(),
    agent: z.string(),
    status: z.enum(traceStatuses),
    started_at: time,
    ended_at: time,
    duration_ms: z.number(),
    span_count: z.int(),
    error_count: z.int(),
    llm_calls: z.int(),
    tool_calls: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    /** Null where a call of it has no price: a part is not the whole. */
    cost_usd: usd.nullable(),
    model: z.string().nullable(),
    conversation: z.string().nullable(),
    /** Of evaluations by others and by our own rules. */
    violations: z.object({ amber: z.int(), red: z.int() }),
    tags: z.array(z.string()),
  })
  .openapi('Trace')

export const Span = z
  .object({
    span_id: z.string(),
    parent_span_id: z.string().nullable(),
    name: z.string(),
    kind: z.string(),
    started_at: time,
    /** After the beginning of the trace. */
    offset_us: z.number(),
    duration_us: z.number(),
    status: z.enum(spanStatuses),
    status_message: z.string().nullable(),
    agent: z.string(),
    operation: z.string().nullable(),
    tool: z.string().nullable(),
    model: z.string().nullable(),
    provider: z.string().nullable(),
    conversation: z.string().nullable(),
    input_tokens: z.int().nullable(),
    output_tokens: z.int().nullable(),
    cost_usd: usd.nullable(),
  })
  .openapi('Span')

export const SpanDetail = Span.extend({
  attributes: Attributes,
  resource: Attributes,
  scope: z.object({ name: z.string(), version: z.string().nullable() }),
  events: z.array(z.object({ name: z.string(), at: time, attributes: Attributes })),
  links: z.array(z.object({ trace_id: z.string(), span_id: z.string(), attributes: Attributes })),
  dropped: z.int(),
}).openapi('SpanDetail')

export const Evaluation = z
  .object({
    id: z.string(),
    trace_id: z.string(),
    span_id: z.string().nullable(),
    agent: z.string(),
    rule: z.string(),
    /** Where the rule is one of ours. */
    rule_id: z.string().nullable(),
    source: z.enum(evaluationSources),
    score: z.number().nullable(),
    label: z.enum(labels),
    explanation: z.string().nullable(),
    frameworks: z.array(z.string()),
    at: time,
    /** Whether it can be said how much each input contributed. */
    explainable: z.boolean(),
  })
  .openapi('Evaluation')

export const FleetAlert = z
  .object({
    id: z.string(),
    source: z.enum(alertSources),
    name: z.string(),
    agent: z.string().nullable(),
    severity: z.string(),
    status: z.enum(alertStatuses),
    summary: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    generator_url: z.string().nullable(),
    measured: orNull(
      z.object({
        metric: z.enum(['error_rate', 'p95_ms', 'cost_usd']),
        value: z.number(),
        usual: z.number(),
        limit: z.number(),
      }),
    ),
    starts_at: time,
    ends_at: time.nullable(),
    updated_at: time,
  })
  .openapi('FleetAlert')

export const TraceDetail = TraceRow.extend({
  /** In the order of their beginning; of a very long trace the first ones. */
  spans: z.array(Span),
  /** How many were left out. */
  left_out: z.int(),
  evaluations: z.array(Evaluation),
  /** Of its agent, at its time. */
  alerts: z.array(FleetAlert),
}).openapi('TraceDetail')

export const listTraces = operation('read', {
  method: 'get',
  path: '/api/v1/traces',
  summary: 'What the agents did, newest first',
  request: {
    query: z.object({
      agent,
      status: z.enum(traceStatuses).optional(),
      since: moment.optional(),
      until: moment.optional(),
      /** Words of the name or the model, or the beginning of an id or of a conversation. */
      q: z.string().max(200).optional(),
      violation: z.enum(['amber', 'red', 'any']).optional(),
      cursor,
      limit,
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(TraceRow), next_cursor: z.string().nullable() }).openapi('TracePage'),
      'Traces',
    ),
  },
})

const traceParam = z.object({ trace_id: z.string().max(100) })
export const getTrace = operation('read', {
  method: 'get',
  path: '/api/v1/traces/{trace_id}',
  summary: 'One of them, with its spans and what was found in it',
  request: { params: traceParam },
  responses: { 200: json(TraceDetail, 'The trace') },
})

export const getSpan = operation('read', {
  method: 'get',
  path: '/api/v1/traces/{trace_id}/spans/{span_id}',
  summary: 'One span, with all that was reported of it',
  request: { params: traceParam.extend({ span_id: z.string().max(100) }) },
  responses: { 200: json(SpanDetail, 'The span') },
})

export const FleetStatus = z
  .object({
    at: time,
    window_minutes: z.int(),
    /** Of one agent, where it was asked for. */
    agent: z.string().nullable(),
    totals: z.object({
      runs: z.int(),
      errors: z.int(),
      error_rate: z.number().nullable(),
      p50_ms: z.number().nullable(),
      p95_ms: z.number().nullable(),
      evaluated: z.int(),
      violations: z.int(),
      violation_rate: z.number().nullable(),
      cost_usd: usd,
      input_tokens: z.int(),
      output_tokens: z.int(),
    }),
    /** Those that were heard of within a day. */
    agents: z.array(
      z.object({
        agent: z.string(),
        runs: z.int(),
        errors: z.int(),
        error_rate: z.number().nullable(),
        p95_ms: z.number().nullable(),
        violations: z.int(),
        cost_usd: usd,
        last_seen_at: time,
        /** The pause that holds it, if any. */
        pause_id: z.string().nullable(),
        alerts_firing: z.int(),
      }),
    ),
    /** How many more there are: of very many, those that were heard of last are shown. */
    left_out: z.int(),
  })
  .openapi('FleetStatus')

export const getFleetStatus = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/status',
  summary: 'How the agents are, over the last 15 minutes',
  request: { query: z.object({ agent }) },
  responses: { 200: json(FleetStatus, 'The fleet') },
})

const Share = z.object({ name: z.string(), cost_usd: usd, calls: z.int() })
export const FleetCost = z
  .object({
    from: time,
    to: time,
    window_hours: z.number(),
    agent: z.string().nullable(),
    bucket_minutes: z.int(),
    buckets: z.array(
      z.object({ from: time, cost_usd: usd, calls: z.int(), input_tokens: z.int(), output_tokens: z.int() }),
    ),
    total_usd: usd,
    /** Of the window before, in whole buckets; null where not all of it is kept any more. */
    prior_usd: usd.nullable(),
    delta_usd: usd.nullable(),
    /** Null too where nothing was spent before. */
    delta_ratio: z.number().nullable(),
    /** Those that cost most. */
    by_agent: z.array(Share),
    by_model: z.array(Share),
    /** How many more there are of each; together they cost what is missing from the total. */
    left_out: z.object({ agents: z.int(), models: z.int() }),
    /** Calls whose cost is not counted, and models that have no price now. */
    unpriced: z.object({ calls: z.int(), models: z.array(z.string()) }),
  })
  .openapi('FleetCost')

export const getFleetCost = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/cost',
  summary: 'What the agents cost, and what they cost before',
  request: {
    query: z.object({
      window: z
        .string()
        .regex(/^[1-9][0-9]{0,3}[hd]$/, 'such as 24h or 7d')
        .optional(),
      agent,
    }),
  },
  responses: { 200: json(FleetCost, 'The cost') },
})

export const listViolations = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/violations',
  summary: 'Evaluations, newest first; amber and red ones unless others are asked for',
  request: {
    query: z.object({
      label: z.union([z.enum(labels), z.array(z.enum(labels))]).optional(),
      agent,
      rule: z.string().max(200).optional(),
      trace_id: z.string().max(100).optional(),
      since: moment.optional(),
      cursor,
      limit,
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(Evaluation), next_cursor: z.string().nullable() }).openapi('EvaluationPage'),
      'Evaluations',
    ),
  },
})

export const listAlerts = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/alerts',
  summary: 'Alerts, the one that changed last first',
  request: {
    query: z.object({ status: z.enum(alertStatuses).optional(), agent, since: moment.optional(), cursor, limit }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(FleetAlert), next_cursor: z.string().nullable() }).openapi('AlertPage'),
      'Alerts',
    ),
  },
})

const Passed = z.object({ evaluated: z.int(), passed: z.int(), pass_rate: z.number().nullable() })
export const Compliance = z
  .object({
    /** As many as were asked for, or fewer where less is kept. */
    days: z.int(),
    from: time,
    to: time,
    ...Passed.shape,
    by_framework: z.array(Passed.extend({ framework: z.string() })),
    by_rule: z.array(
      z.object({
        rule: z.string(),
        frameworks: z.array(z.string()),
        green: z.int(),
        amber: z.int(),
        red: z.int(),
      }),
    ),
    daily: z.array(Passed.extend({ day: z.string() })),
  })
  .openapi('Compliance')

export const getCompliance = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/compliance',
  summary: 'How many evaluations passed, by framework and by rule',
  request: { query: z.object({ days: count(365).pipe(z.int().min(1)).optional().openapi({ type: 'integer' }) }) },
  responses: { 200: json(Compliance, 'The pass rates') },
})

export const FleetSettingsView = FleetSettings.extend({
  /** Null while nobody has changed anything. */
  by: orNull(ActorView),
  since: time.nullable(),
  /** Models that were used in the last day and have no price now. */
  unpriced: z.array(z.string()),
}).openapi('FleetSettings')

export const getFleetSettings = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/settings',
  summary: 'Prices of models, the detector’s limits, how long telemetry is kept',
  responses: { 200: json(FleetSettingsView, 'The settings') },
})

export const putFleetSettings = operation('settings.manage', {
  method: 'put',
  path: '/api/v1/fleet/settings',
  summary: 'Change them; new prices count for what comes from now on',
  request: { body: body(FleetSettings.partial()) },
  responses: { 200: json(FleetSettingsView, 'The settings') },
})
