import { z } from '@hono/zod-openapi'
import { prose } from './actions.ts'
import { ActorView } from './audit.ts'
import { body, json, operation, orNull, time } from './route.ts'

export const Hold = z
  .object({
    held: z.boolean(),
    reason: z.string().nullable(),
    by: orNull(ActorView),
    since: time.nullable(),
    /** Autonomous actions that wait; they run as soon as the hold is lifted, if their time is not over by then. */
    waiting: z.int(),
  })
  .openapi('Hold')

export const getHold = operation('read', {
  method: 'get',
  path: '/api/v1/workspace/hold',
  summary: 'Does anything run by itself?',
  responses: { 200: json(Hold, 'The hold') },
})

export const putHold = operation('workspace.hold', {
  method: 'put',
  path: '/api/v1/workspace/hold',
  summary: 'Stop everything that runs by itself, or let it run again',
  request: { body: body(z.object({ held: z.boolean(), reason: prose(500).optional() })) },
  responses: { 200: json(Hold, 'The hold') },
})

export const Policy = z
  .object({
    single_operator: z.boolean(),
    by: orNull(ActorView),
    since: time.nullable(),
    /** Only where there is one person can the policy of one be switched on. */
    changeable: z.boolean(),
    drills: z.object({
      /** Only a verified actor may answer a drill notification, also where no identity is configured. */
      require_verified: z.boolean(),
      by: orNull(ActorView),
      since: time.nullable(),
      /** The configuration of the server says so, and only that can change it. */
      configured: z.boolean(),
    }),
  })
  .openapi('WorkspacePolicy')

export const getPolicy = operation('read', {
  method: 'get',
  path: '/api/v1/workspace/policy',
  summary: 'What is asked of people here',
  responses: { 200: json(Policy, 'The policy') },
})

export const putPolicy = operation('settings.manage', {
  method: 'put',
  path: '/api/v1/workspace/policy',
  summary: 'Switch the single-operator policy (on this machine), or whether drills take a verified actor',
  request: {
    body: body(
      z.object({
        single_operator: z.boolean().optional(),
        drills: z.object({ require_verified: z.boolean() }).optional(),
      }),
    ),
  },
  responses: { 200: json(Policy, 'The policy') },
})

export const ActorList = z.object({ items: z.array(ActorView) }).openapi('ActorList')

export const listActors = operation('read', {
  method: 'get',
  path: '/api/v1/workspace/actors',
  summary: 'Who was seen here and can be given something to do; not who was erased, nor keys that were revoked',
  responses: { 200: json(ActorList, 'Them, by name') },
})
