import { z } from '@hono/zod-openapi'
import { isOneLine, oneLineExpected } from '../domain/one-line.ts'
import { pauseCommands } from '../domain/pause.ts'
import { line, reason } from './actions.ts'
import { ActorView } from './audit.ts'
import { body, count, json, moment, operation, orNull, time } from './route.ts'

export const Pause = z
  .object({
    id: z.string(),
    agent: z.string(),
    reason: z.string(),
    until: time.nullable(),
    /** Whether the agent is to stand still now. */
    active: z.boolean(),
    paused_at: time,
    paused_by: ActorView,
    resumed_at: time.nullable(),
    resumed_by: orNull(ActorView),
    last_seq: z.int(),
    commands: z.array(z.object({ name: z.enum(pauseCommands), enabled: z.boolean(), reason: z.string().optional() })),
  })
  .openapi('Pause')

export const PauseQuery = z.object({
  agent: z.string().max(200).refine(isOneLine, oneLineExpected).optional(),
  all: z.enum(['true', 'false']).optional().openapi({ description: 'Those that are over too' }),
  cursor: z.string().max(100).optional(),
  limit: count(500).pipe(z.int().min(1)).default(100).openapi({ type: 'integer', default: 100 }),
})

export const PausePage = z.object({ items: z.array(Pause), next_cursor: z.string().nullable() }).openapi('PausePage')

export const NewPause = z.object({ agent: line(200), reason, until: moment.nullish() }).openapi('NewPause')

/** Agents ask for those of their own name; the event stream tells `agent.pause.set` and `agent.pause.ended`. */
export const listPauses = operation('read', {
  method: 'get',
  path: '/api/v1/pauses',
  summary: 'Which agents are to stand still; with `all` also which were',
  request: { query: PauseQuery },
  responses: { 200: json(PausePage, 'Pauses, newest first') },
})

export const getPause = operation('read', {
  method: 'get',
  path: '/api/v1/pauses/{id}',
  summary: 'One pause',
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: { 200: json(Pause, 'The pause') },
})

export const createPause = operation('agents.pause', {
  method: 'post',
  path: '/api/v1/pauses',
  summary: 'Let an agent stand still',
  request: { body: body(NewPause) },
  responses: { 201: json(Pause, 'The pause') },
})

export const resumePause = operation('agents.pause', {
  method: 'post',
  path: '/api/v1/pauses/{id}/resume',
  summary: 'Let the agent go on',
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: { 200: json(Pause, 'The pause, which is over') },
})
