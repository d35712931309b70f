import { z } from '@hono/zod-openapi'
import { runCommands } from '../domain/drill-run.ts'
import { drillEnvironments } from '../domain/drill-schedule.ts'
import { line, prose, reason, several } from './actions.ts'
import { ActorView } from './audit.ts'
import { harmless } from './drill-schedules.ts'
import { body, count, json, operation, orNull, time } from './route.ts'

const states = ['running', 'finished', 'abandoned'] as const
const Offer = z.object({ name: z.enum(runCommands), enabled: z.boolean(), reason: z.string().optional() })

export const DrillRun = z
  .object({
    run_id: z.string(),
    schedule_id: z.string(),
    schedule_title: z.string(),
    route_id: z.string().nullable(),
    target: z.object({ environment: z.enum(drillEnvironments), surface: z.string() }),
    state: z.enum(states),
    began_at: time,
    began_by: ActorView,
    recovery_limit_seconds: z.int(),
    steps: z.array(z.object({ text: z.string(), ticked_at: time.nullable(), ticked_by: orNull(ActorView) })),
    recovered_at: time.nullable(),
    /** By the server's clock, from its beginning until the rollback was through. */
    recovery_seconds: z.int().nullable(),
    within_limit: z.boolean().nullable(),
    ended_at: time.nullable(),
    ended_by: orNull(ActorView),
    notes: z.string().nullable(),
    last_seq: z.int(),
    commands: z.array(Offer),
  })
  .openapi('DrillRun')

const base = '/api/v1/drills/runs'
const params = z.object({ run_id: z.string() })

export const listRuns = operation('read', {
  method: 'get',
  path: base,
  summary: 'Drill runs, newest first',
  request: {
    query: z.object({
      schedule_id: z.string().max(100).optional(),
      state: several(z.enum(states)),
      limit: count(200).pipe(z.int().min(1)).default(50).openapi({ type: 'integer', default: 50 }),
      cursor: z.string().max(200).optional(),
    }),
  },
  responses: { 200: json(z.object({ items: z.array(DrillRun), next_cursor: z.string().nullable() }), 'The runs') },
})

export const getRun = operation('read', {
  method: 'get',
  path: `${base}/{run_id}`,
  summary: 'A drill run',
  request: { params },
  responses: { 200: json(DrillRun, 'The run') },
})

export const startRun = operation('drills.run', {
  method: 'post',
  path: base,
  summary: 'Begin a drill: the clock runs from now on',
  request: {
    body: body(
      z.strictObject({
        schedule_id: z.string().max(100),
        route_id: z.string().max(200).optional(),
        /** Where it is rehearsed; the environment is the schedule's, and never production. */
        surface: harmless(line(100)),
      }),
    ),
  },
  responses: { 201: json(DrillRun, 'The run') },
})

export const tickStep = operation('drills.run', {
  method: 'post',
  path: `${base}/{run_id}/tick`,
  summary: 'Tick a step of the runbook off, or take that back',
  request: {
    params,
    body: body(z.strictObject({ step: z.int().min(0).max(1000), ticked: z.boolean().default(true) })),
  },
  responses: { 200: json(DrillRun, 'The run') },
})

export const recoverRun = operation('drills.run', {
  method: 'post',
  path: `${base}/{run_id}/recover`,
  summary: 'Say that the rollback is through: this is what is measured',
  request: { params },
  responses: { 200: json(DrillRun, 'The run') },
})

export const finishRun = operation('drills.run', {
  method: 'post',
  path: `${base}/{run_id}/finish`,
  summary: 'End the drill: the next one is due an interval from now',
  request: { params, body: { ...body(z.strictObject({ notes: harmless(prose()).optional() })), required: false } },
  responses: { 200: json(DrillRun, 'The run') },
})

export const abandonRun = operation('drills.run', {
  method: 'post',
  path: `${base}/{run_id}/abandon`,
  summary: 'Break it off, with a reason: the drill stays due',
  request: { params, body: body(z.strictObject({ notes: harmless(reason) })) },
  responses: { 200: json(DrillRun, 'The run') },
})

export const Scorecard = z
  .object({
    days: z.int(),
    told: z.int(),
    acknowledged: z.int(),
    /** From being told until the first answer; null where there was none. */
    acknowledgement_p50_seconds: z.number().nullable(),
    acknowledgement_p95_seconds: z.number().nullable(),
    /** Nobody answered in time. */
    missed: z.int(),
    /** Of those, what nobody escalated either. */
    escalations_missed: z.int(),
    /** Those that ended; one that was broken off is not within its limit. */
    runs: z.int(),
    runs_within_limit: z.int(),
    rollback_p50_seconds: z.number().nullable(),
    rollback_max_seconds: z.number().nullable(),
    /** Newest first, the last 20 that came to a measured end. */
    recoveries: z.array(
      z.object({ run_id: z.string(), schedule_id: z.string(), at: time, seconds: z.int(), limit: z.int() }),
    ),
  })
  .openapi('DrillScorecard')

export const getScorecard = operation('read', {
  method: 'get',
  path: '/api/v1/drills/scorecard',
  summary: 'How well drills are answered and how fast rollbacks are',
  request: {
    query: z.object({
      schedule_id: z.string().max(100).optional(),
      days: count(730).pipe(z.int().min(1)).default(90).openapi({ type: 'integer', default: 90 }),
    }),
  },
  responses: { 200: json(Scorecard, 'The scorecard') },
})
