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
    /** When this person last proved who they are, where the issuer says so. */
    signed_in_at: z.string().nullable(),
    permissions: z.object({ ...flags, acknowledge_drill_notifications: z.boolean() }),
  })
  .openapi('Session')

export const getSession = operation('signed-in', {
  method: 'get',
  path: '/console/session',
  summary: 'Who is acting, and what they may do',
  responses: { 200: json(Session, 'The session') },
})

/** Which protections are in force here: for whoever has to answer for them, and for programs that ask before they act. */
export const SecurityBoundary = z
  .object({
    mode: z.enum(['sample', 'local', 'server']),
    oidc: z.object({
      configured: z.boolean(),
      issuers: z.array(
        z.object({ issuer: z.string(), algorithms: z.array(z.string()), audience: z.array(z.string()) }),
      ),
    }),
    rbac: z.object({ configured: z.boolean(), roles: z.array(z.enum(roles)) }),
    cors: z.object({ origins: z.array(z.string()) }),
    step_up: z.object({ tier: z.literal(3), max_age_seconds: z.int().nullable(), required: z.boolean() }),
    sessions: z.object({ cookies: z.boolean(), idle_minutes: z.int().nullable(), absolute_hours: z.int().nullable() }),
    secrets: z.enum(['keychain', 'master_key', 'memory']),
    row_level_security: z.enum(['enforced', 'bypassed', 'not_offered']),
  })
  .openapi('SecurityBoundary')

export const getSecurityBoundary = operation('signed-in', {
  method: 'get',
  path: '/console/security-boundary',
  summary: 'Which protections are configured',
  responses: { 200: json(SecurityBoundary, 'The protections') },
})

const environments = ['production', 'staging', 'development', 'sample'] as const

/** How this console is known to a connection. It never holds the credential itself: that stays in main. */
export const SignInState = z
  .object({
    method: z.enum(['none', 'api_key', 'token', 'oidc']),
    state: z.enum(['signed_in', 'signed_out', 'expired']),
    who: z.object({ name: z.string(), email: z.string().nullable(), issuer: z.string() }).nullable(),
    /** When a pasted token ends, or a sign-in must be made anew; null where nothing says so. */
    expires_at: z.string().nullable(),
    /** Why it ended, where it did not end by itself: a sentence. */
    why: z.string().nullable(),
  })
  .openapi('SignInState')

/** What the console is talking to. */
export const Connection = z
  .object({
    id: z.string(),
    kind: z.enum(['sample', 'local', 'server']),
    name: z.string(),
    environment: z.enum(environments),
    url: z.string().nullable(),
    sign_in: SignInState.nullable(),
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
    /** What of the change that was asked for could not be done, in words for the person. */
    note: z.string().optional(),
  })
  .openapi('Connections')

export const NewConnection = z.object({
  name: z.string().trim().min(1).max(60),
  url: z.url({ protocol: /^https?$/ }).max(400),
  environment: z.enum(['production', 'staging', 'development']),
  /** An API key or a signed token. Without one the operator signs in afterwards. */
  token: z.string().min(1).max(16_384).optional(),
})

/** What a server says of itself before anybody has signed in to it. */
export const SignInOptions = z
  .object({
    name: z.string(),
    environment: z.enum(environments),
    version: z.string(),
    api_keys: z.boolean(),
    issuers: z.array(
      z.object({
        issuer: z.string(),
        name: z.string(),
        /** Of the public client that consoles and the command line sign in as; null where only the web console does. */
        client_id: z.string().nullable(),
        scope: z.string(),
        /** Sent along with the authorization request: `resource`, `audience`, what the issuer wants. */
        parameters: z.record(z.string(), z.string()),
        /** Whether browsers can sign in here, at `/sign-in/start`. */
        web: z.boolean(),
      }),
    ),
  })
  .openapi('SignInOptions')

/** Public: one of the sign-in pages. */
export const getSignInOptions = operation('public', {
  method: 'get',
  path: '/sign-in/options',
  summary: 'How one can sign in to this server',
  responses: { 200: json(SignInOptions, 'The ways') },
})

/** A sign-in under way in the system's browser. The page polls it; everything secret about it stays in main. */
export const SignInAttempt = z
  .object({
    id: z.string(),
    connection: z.string(),
    state: z.enum(['waiting', 'exchanging', 'signed_in', 'cancelled', 'failed']),
    /** Where the browser has to go; shown, so that it can be opened by hand. Null once it is over. */
    url: z.string().nullable(),
    /** Whether a browser could be opened from here. */
    opened: z.boolean(),
    problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
    expires_at: z.string(),
  })
  .openapi('SignInAttempt')

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

export const probeConnection = operation('signed-in', {
  method: 'post',
  path: '/console/connections/probe',
  summary: "Ask a team's server what it is and how one signs in to it",
  request: { body: body(NewConnection.pick({ url: true })) },
  responses: { 200: json(SignInOptions, 'What it says') },
})

export const changeConnection = operation('signed-in', {
  method: 'post',
  path: '/console/connections/change',
  summary: 'Call a server by another name, or mark its environment differently',
  request: { body: body(NewConnection.pick({ name: true, environment: true }).extend({ id: z.string() })) },
  responses: { 200: json(Connections, 'The connections') },
})

export const replaceToken = operation('signed-in', {
  method: 'post',
  path: '/console/connections/token',
  summary: 'Keep an API key or a pasted signed token for a server, once the server accepted it',
  request: { body: body(z.object({ id: z.string(), token: z.string().min(1).max(16_384) })) },
  responses: { 200: json(Connections, 'The connections') },
})

export const beginSignIn = operation('signed-in', {
  method: 'post',
  path: '/console/connections/sign-in',
  summary: "Sign in to a connection in the system's browser",
  request: {
    body: body(
      z.object({
        id: z.string(),
        /** Which of the server's issuers; the first where it is not said. For this machine, with the client's id, it has to be. */
        issuer: z.string().max(400).optional(),
        client_id: z.string().max(400).optional(),
        /** Asks the person again, although they are signed in: a dangerous step wants a fresh authentication. */
        fresh: z.boolean().optional(),
      }),
    ),
  },
  responses: { 201: json(SignInAttempt, 'It has begun') },
})

const attempt = z.object({ attempt: z.string() })
export const getSignIn = operation('signed-in', {
  method: 'get',
  path: '/console/connections/sign-in/{attempt}',
  summary: 'How a sign-in is going',
  request: { params: attempt },
  responses: { 200: json(SignInAttempt, 'The sign-in') },
})

export const cancelSignIn = operation('signed-in', {
  method: 'post',
  path: '/console/connections/sign-in/{attempt}/cancel',
  summary: 'Give a sign-in up',
  request: { params: attempt },
  responses: { 200: json(SignInAttempt, 'The sign-in') },
})

export const signOutOfConnection = operation('signed-in', {
  method: 'post',
  path: '/console/connections/sign-out',
  summary: 'Revoke the tokens of a connection and forget them',
  request: { body: body(choice) },
  responses: { 200: json(Connections, 'The connections') },
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
