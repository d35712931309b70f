import { z } from '@hono/zod-openapi'
import { vias } from '../domain/actor.ts'
import { permissions, roles } from '../domain/permission.ts'
import { body, json, operation } from './route.ts'

const Actor = z
  .object({
    id: z.string(),
    issuer: z.string(),
    subject: z.string(),
    email: z.string().nullable(),
    name: z.string(),
    via: z.enum(vias),
    verified: z.boolean(),
  })
  .openapi('Actor')

const flags = Object.fromEntries(permissions.map((name) => [name, z.boolean()])) as Record<
  (typeof permissions)[number],
  z.ZodBoolean
>

export const Session = z
  .object({
    authentication_mode: z.enum(['sample', 'local', 'api_key', 'oidc']),
    authenticated: z.boolean(),
    verified: z.boolean(),
    actor: Actor.nullable(),
    groups: z.array(z.string()),
    roles: z.array(z.enum(roles)),
    workspace: z.string().nullable(),
    permissions: z.object({ ...flags, acknowledge_drill_notifications: z.boolean() }),
  })
  .openapi('Session')

export const getSession = operation('signed-in', {
  method: 'get',
  path: '/console/session',
  summary: 'Who is acting, and what they may do',
  responses: { 200: json(Session, 'The session') },
})

const environments = ['production', 'staging', 'development', 'sample'] as const

/** What the console is talking to. */
export const Connection = z
  .object({
    id: z.string(),
    kind: z.enum(['sample', 'local', 'server']),
    name: z.string(),
    environment: z.enum(environments),
    url: z.string().nullable(),
  })
  .openapi('Connection')

export const Connections = z
  .object({
    current: Connection,
    /** Null in a browser on a team's server: there the address bar is the connection. */
    known: z.array(Connection).nullable(),
    /** False until the operator has chosen once: a first start offers its three doors. */
    chosen: z.boolean(),
    version: z.string(),
    /** Where tokens of connections are kept. */
    keychain: z.enum(['keychain', 'memory', 'none']),
  })
  .openapi('Connections')

export const NewConnection = z.object({
  name: z.string().trim().min(1).max(60),
  url: z.url({ protocol: /^https?$/ }).max(400),
  environment: z.enum(['production', 'staging', 'development']),
  token: z.string().min(1).max(8192),
})

const choice = z.object({ id: z.string() })
export const getConnections = operation('signed-in', {
  method: 'get',
  path: '/console/connections',
  summary: 'What this console talks to, and what it could talk to',
  responses: { 200: json(Connections, 'The connections') },
})

export const selectConnection = operation('signed-in', {
  method: 'post',
  path: '/console/connections/select',
  summary: 'Talk to another connection from now on',
  request: { body: body(choice) },
  responses: { 200: json(Connections, 'The connections') },
})

export const addConnection = operation('signed-in', {
  method: 'post',
  path: '/console/connections',
  summary: "Add a team's server, once its health answered and its token was accepted",
  request: { body: body(NewConnection) },
  responses: { 201: json(Connections, 'The connections') },
})

export const removeConnection = operation('signed-in', {
  method: 'post',
  path: '/console/connections/remove',
  summary: 'Forget a server and its token',
  request: { body: body(choice) },
  responses: { 200: json(Connections, 'The connections') },
})

export const resetSample = operation('signed-in', {
  method: 'post',
  path: '/console/sample/reset',
  summary: 'Begin the sample workspace anew',
  responses: { 200: json(Connections, 'The connections') },
})

export const playSample = operation('signed-in', {
  method: 'post',
  path: '/console/sample/play',
  summary: 'Play an incident in the sample, live: people propose and approve, and the last word is left to you',
  responses: { 200: json(z.object({ playing: z.literal(true) }), 'It has begun') },
})
