import { z } from '@hono/zod-openapi'
import { retentionDays } from '../domain/retention.ts'
import { prose, reason } from './actions.ts'
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

export const holdReason = reason.max(500)

export const RetentionView = z
  .object({
    /** How long the audit record is kept; what is older goes, and cannot be had back. */
    days: z.int(),
    least: z.int(),
    /** Null while it is what it is without anybody having said so. */
    by: orNull(ActorView),
    since: time.nullable(),
    /** While it stands, nothing of the record goes, however old. */
    legal_hold: orNull(z.object({ reason: z.string(), by: orNull(ActorView), since: time })),
  })
  .openapi('Retention')

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
    retention: RetentionView,
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
  summary:
    'Switch the single-operator policy (on this machine), whether drills take a verified actor, how long the record is kept',
  request: {
    body: body(
      z.object({
        single_operator: z.boolean().optional(),
        drills: z.object({ require_verified: z.boolean() }).optional(),
        retention: z
          .object({
            days: z.int().min(retentionDays.least).max(retentionDays.most).optional(),
            /** Null lifts it. */
            legal_hold: orNull(z.object({ reason: holdReason })).optional(),
          })
          .optional(),
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
