import { z } from '@hono/zod-openapi'
import { frameworksFit, labels } from '../domain/fleet.ts'
import { body, json, moment, operation } from './route.ts'

/** What OTLP/HTTP says: the answer comes in the encoding of the request. */
const Otlp = z.custom<unknown>().openapi({ type: 'object', additionalProperties: true })

export const postTraces = operation('telemetry.write', {
  method: 'post',
  path: '/v1/traces',
  summary: 'Spans, by OTLP/HTTP: JSON or protobuf, gzip or not',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: Otlp },
        'application/x-protobuf': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
  },
  responses: {
    200: {
      description: 'What was taken; what was not, by `partial_success`',
      content: {
        'application/json': { schema: Otlp },
        'application/x-protobuf': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
  },
})

const hex = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${length}}$`), `expected ${length} hexadecimal digits`)
    .transform((id) => id.toLowerCase())

const words = (max: number) => z.string().max(max)

const areShort = (frameworks: readonly string[]) => frameworksFit(frameworks)

/** What `gen_ai.evaluation.result` says, where it comes by itself and not as an event of a span. */
export const NewEvaluation = z
  .object({
    trace_id: hex(32),
    span_id: hex(16).nullish(),
    agent: words(200).nullish(),
    rule: words(200).min(1),
    score: z.number().nullish(),
    label: z.enum(labels),
    explanation: words(4000).nullish(),
    frameworks: z.array(words(80).min(1)).max(20).refine(areShort, 'expected 1 kB of JSON at most').nullish(),
    at: moment.nullish(),
    /** How much each input contributed, where the reporter knows. */
    attributions: z
      .array(z.object({ input: words(120).min(1), value: z.number().nullish(), contribution: z.number() }))
      .max(50)
      .nullish(),
    base: z.number().nullish(),
  })
  .openapi('NewEvaluation')

export const postEvaluations = operation('telemetry.write', {
  method: 'post',
  path: '/api/v1/evaluations',
  summary: 'How somebody else judged traces: one evaluation, or several',
  request: {
    body: body(z.union([NewEvaluation, z.object({ evaluations: z.array(NewEvaluation).min(1).max(1000) })])),
  },
  responses: {
    /** Those that were known already are not counted again. */
    200: json(z.object({ accepted: z.int(), known: z.int(), ids: z.array(z.string()) }), 'What was taken'),
  },
})

/** The body of Alertmanager's webhook, version 4. */
export const AlertmanagerWebhook = z
  .looseObject({
    version: z.string().optional(),
    receiver: z.string().optional(),
    status: z.string().optional(),
    externalURL: z.string().optional(),
    truncatedAlerts: z.number().optional(),
    alerts: z.array(
      z.looseObject({
        status: z.enum(['firing', 'resolved']),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()).default({}),
        startsAt: z.iso.datetime({ offset: true }),
        /** The year 1 while it fires. */
        endsAt: z.iso.datetime({ offset: true }).optional(),
        generatorURL: z.string().optional(),
        fingerprint: z.string().max(200).optional(),
      }),
    ),
  })
  .openapi('AlertmanagerWebhook')

export const postAlerts = operation('telemetry.write', {
  method: 'post',
  path: '/api/v1/alerts',
  summary: 'Alerts, as Alertmanager’s webhook sends them',
  request: { body: body(AlertmanagerWebhook) },
  responses: { 200: json(z.object({ accepted: z.int(), left_out: z.int() }), 'What was taken, and what was too much') },
})
