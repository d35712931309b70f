import { z } from '@hono/zod-openapi'
import { FleetRule } from '../domain/fleet-rule.ts'
import { ActorView } from './audit.ts'
import { body, json, operation, orNull, time } from './route.ts'

export const FleetRuleView = z
  .object({
    id: z.string(),
    rule: FleetRule,
    changed_at: time,
    changed_by: orNull(ActorView),
    /** Of the last day. */
    lately: z.object({ green: z.int(), amber: z.int(), red: z.int() }),
  })
  .openapi('FleetRule')

const id = z.object({ id: z.string().max(100) })

export const listRules = operation('read', {
  method: 'get',
  path: '/api/v1/fleet/rules',
  summary: 'The rules that Countersign evaluates itself, on every trace',
  responses: { 200: json(z.object({ items: z.array(FleetRuleView) }), 'The rules') },
})

export const createRule = operation('settings.manage', {
  method: 'post',
  path: '/api/v1/fleet/rules',
  summary: 'A new rule, for traces that come from now on',
  request: { body: body(FleetRule) },
  responses: { 201: json(FleetRuleView, 'The rule') },
})

export const putRule = operation('settings.manage', {
  method: 'put',
  path: '/api/v1/fleet/rules/{id}',
  summary: 'Another form of a rule; what it judged before keeps the form it was judged by',
  request: { params: id, body: body(FleetRule) },
  responses: { 200: json(FleetRuleView, 'The rule') },
})

export const removeRule = operation('settings.manage', {
  method: 'delete',
  path: '/api/v1/fleet/rules/{id}',
  summary: 'Judge by it no more; its verdicts stay',
  request: { params: id },
  responses: { 200: json(z.object({ id: z.string() }), 'The rule that is gone') },
})

/** What a rule would say of a trace that is there, before anybody is judged by it. */
export const tryRule = operation('read', {
  method: 'post',
  path: '/api/v1/fleet/rules/try',
  summary: 'What a rule would say of the last traces; nothing is kept',
  request: { body: body(z.object({ rule: FleetRule, agent: z.string().max(200).optional() })) },
  responses: {
    200: json(
      z.object({
        traces: z.int(),
        green: z.int(),
        amber: z.int(),
        red: z.int(),
        worst: z.array(z.object({ trace_id: z.string(), agent: z.string(), score: z.number(), label: z.string() })),
      }),
      'What it would say',
    ),
  },
})

export const Attributions = z
  .object({
    violation_id: z.string(),
    source: z.enum(['shapley', 'reported']),
    /** The score without any input, and with all of them; contributions add up to the difference. */
    base: z.number().nullable(),
    score: z.number().nullable(),
    items: z.array(
      z.object({
        input: z.string(),
        value: z.number().nullable(),
        /** What was taken where the input is left out. */
        baseline: z.number().nullable(),
        contribution: z.number(),
      }),
    ),
  })
  .openapi('Attributions')

export const postAttributions = operation('read', {
  method: 'post',
  path: '/api/v1/xai/violations/{id}/attributions',
  summary:
    'How much each input contributed to a violation: exact Shapley values of our own rules; of others what was sent',
  request: { params: id },
  responses: { 200: json(Attributions, 'The contributions') },
})

export const Explanation = z
  .object({
    violation_id: z.string(),
    text: z.string(),
    provider: z.string(),
    model: z.string(),
    attributions: orNull(Attributions),
  })
  .openapi('Explanation')

export const postExplanation = operation('chat.use', {
  method: 'post',
  path: '/api/v1/xai/violations/{id}/explanation',
  summary: 'The violation in plain words, by your own provider’s model',
  request: { params: id },
  responses: { 200: json(Explanation, 'The explanation') },
})
