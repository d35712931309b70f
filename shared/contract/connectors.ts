import { z } from '@hono/zod-openapi'
import { connectorKinds } from '../domain/connector.ts'
import { line } from './actions.ts'
import { ActorView } from './audit.ts'
import { body, json, operation, orNull, time } from './route.ts'

/** What a route calls its provider. */
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, 'expected small letters, digits, _ and -')

/** Neither address nor secret is ever told again. */
export const Connector = z
  .object({
    name: z.string(),
    kind: z.enum(connectorKinds),
    description: z.string(),
    enabled: z.boolean(),
    /** Whether its secrets are there and can be opened. */
    ready: z.boolean(),
    why_not: z.string().nullable(),
    changed_at: time,
    changed_by: orNull(ActorView),
    last_seq: z.int(),
  })
  .openapi('NotificationConnector')

const base = '/api/v1/notifications/connectors'
const params = z.object({ name })

export const listConnectors = operation('read', {
  method: 'get',
  path: base,
  summary: 'Ways in which drill notifications leave the house, without their secrets',
  responses: { 200: json(z.object({ items: z.array(Connector) }), 'The connectors') },
})

export const putConnector = operation('settings.manage', {
  method: 'put',
  path: `${base}/{name}`,
  summary: 'Make a connector or set it anew; secrets that are left out stay as they are',
  request: {
    params,
    body: body(
      z.strictObject({
        kind: z.enum(connectorKinds),
        description: z.union([z.literal(''), line(200)]).default(''),
        enabled: z.boolean().default(true),
        /** Of Slack, Teams or a webhook. */
        url: z.string().max(2000).optional(),
        /** With which a webhook is signed (whsec_…), or PagerDuty's integration key. */
        secret: z.string().min(1).max(500).optional(),
      }),
    ),
  },
  responses: { 200: json(Connector, 'The connector') },
})

export const removeConnector = operation('settings.manage', {
  method: 'delete',
  path: `${base}/{name}`,
  summary: 'Forget a connector and its secrets: what is sent to it fails from now on, and says so',
  request: { params },
  responses: { 200: json(z.object({ removed: z.literal(true) }), 'It is gone') },
})

export const ConnectorTest = z
  .object({
    delivered: z.boolean(),
    attempts: z.int(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    /** Where it went, without anything secret: `https://hooks.slack.com/?REDACTED`. */
    url: z.string().nullable(),
  })
  .openapi('NotificationConnectorTest')

export const testConnector = operation('settings.manage', {
  method: 'post',
  path: `${base}/{name}/test`,
  summary: 'Send a message through it that says it is a test',
  request: { params },
  responses: { 200: json(ConnectorTest, 'What came of it') },
})
