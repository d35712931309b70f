import { z } from '@hono/zod-openapi'
import { deployKinds, outcomes } from '../domain/gate.ts'
import { hosts, Smoke, surfaceEnvironments, surfaceId } from '../domain/surface.ts'
import { surfaceCommands } from '../domain/surface-guards.ts'
import { line, reason } from './actions.ts'
import { ActorView } from './audit.ts'
import { body, json, moment, operation, orNull, time } from './route.ts'

const sha = z.string().openapi({ example: '9fceb02d0ae598e95dc970b74767f19372d61af8' })

const HealthNow = z
  .object({ ok: z.boolean(), status: z.int().nullable(), ms: z.number(), error: z.string().nullable(), at: time })
  .openapi('HealthNow')

export const Release = z
  .object({ id: z.string(), sha: sha.nullable(), at: time.nullable(), label: z.string() })
  .openapi('Release')

/** A deploy in a line, as a surface shows its last ones. */
const Brief = z.object({
  id: z.string(),
  kind: z.enum(deployKinds),
  outcome: z.enum(outcomes).nullable(),
  from_sha: sha.nullable(),
  to_sha: sha.nullable(),
  started_at: time,
  finished_at: time.nullable(),
  actor: ActorView,
})

const Offer = z.object({ name: z.enum(surfaceCommands), enabled: z.boolean(), reason: z.string().optional() })
const probe = z.object({
  n: z.int(),
  at: time,
  ok: z.boolean(),
  status: z.int().nullable(),
  ms: z.number(),
  error: z.string().nullable(),
})

export const Surface = z
  .object({
    id: z.string(),
    name: z.string(),
    environment: z.enum(surfaceEnvironments),
    app: z.string(),
    host: z.enum(hosts),
    repository: z.string(),
    ref: z.string(),
    remote: z.string().nullable(),
    /** What has to be typed. */
    phrase: z.string(),
    paths: z.object({
      local: z.object({}).optional(),
      ci: z
        .object({
          forge: z.literal('github'),
          repository: z.string(),
          workflow: z.string(),
          environment: z.string(),
          api_base: z.string(),
        })
        .optional(),
    }),
    health: z.object({
      url: z.string().nullable(),
      attempts: z.int(),
      interval_seconds: z.number(),
      timeout_seconds: z.number(),
    }),
    smoke: Smoke,
    watch: z.object({ minutes: z.number(), every_seconds: z.number(), failures: z.int() }),
    notify: z.array(z.string()),
    static_paths: z.array(z.string()),
    /** What its host has to be told: bases of APIs, names of secrets; never a secret. */
    settings: z.record(z.string(), z.unknown()),
    /** In a file on the machine that answers, where it can only be read; or through this API. */
    defined: z.enum(['machine', 'api']),
    /** Who answers for it: the server, or, on a console that talks to one, this machine. */
    at: z.enum(['here', 'server']).default('here'),

    /** What really runs, as its host said last; where it did not say, as the ledger knows it. */
    running: z.object({
      sha: sha.nullable(),
      release: z.string().nullable(),
      since: time.nullable(),
      by: orNull(ActorView),
      /** When the host was asked; null where only the ledger says so. */
      observed_at: time.nullable(),
      /** Why the host could not be asked. */
      error: z.string().nullable(),
      /** It runs something that no deploy of this console put there. */
      drifted: z.boolean(),
    }),
    health_now: orNull(HealthNow),
    /** By how many commits the ref is ahead of what runs. */
    lead: z.int().nullable(),
    in_flight: z.array(Brief),
    last_deploys: z.array(Brief),
    /** To what one press goes back, what somebody else would type, and how long the last ones took. */
    rollback: z.object({
      to: orNull(Release),
      command: z.string(),
      enabled: z.boolean(),
      reason: z.string().nullable(),
      last_seconds: z.number().nullable(),
    }),
    lock: z.object({ reason: z.string(), by: ActorView, at: time }).nullable(),
    freezes: z.array(
      z.object({ id: z.string(), from: time, until: time, reason: z.string(), by: ActorView, active: z.boolean() }),
    ),
    quarantined: z.array(z.object({ sha, reason: z.string(), by: ActorView, at: time, deploy_id: z.string() })),
    alert: z.object({ deploy_id: z.string(), at: time, probes: z.array(probe) }).nullable(),
    /** Deploys that broke glass here and were not looked at. */
    open_reviews: z.array(z.string()),
    /** Which secrets its host needs, and whether they are there. */
    secrets: z.array(z.object({ name: z.string(), from: z.enum(['store', 'environment', 'missing']) })),
    commands: z.array(Offer),
  })
  .openapi('Surface')

const base = '/api/v1/surfaces'
const params = z.object({ id: surfaceId })
const surfaceAnswer = { 200: json(Surface, 'The surface') }

export const listSurfaces = operation('read', {
  method: 'get',
  path: base,
  summary: 'What can be deployed, what runs there, and what goes on',
  responses: {
    200: json(
      z.object({
        items: z.array(Surface),
        /** What of this machine's file cannot be used, and why. */
        faults: z.array(z.string()),
      }),
      'The surfaces',
    ),
  },
})

export const getSurface = operation('read', {
  method: 'get',
  path: `${base}/{id}`,
  summary: 'A surface',
  request: {
    params,
    query: z.object({
      fresh: z.enum(['true', 'false']).optional().openapi({ description: 'Ask its host first' }),
    }),
  },
  responses: surfaceAnswer,
})

export const putSurface = operation('settings.manage', {
  method: 'put',
  path: `${base}/{id}`,
  summary: 'Define a surface, or anew; hosts that run commands are defined in a file alone',
  request: {
    params,
    body: body(z.looseObject({ id: z.string().optional(), host: z.enum(hosts) }).openapi('SurfaceDefinition')),
  },
  responses: surfaceAnswer,
})

export const testSurface = operation('settings.manage', {
  method: 'post',
  path: `${base}/{id}/test`,
  summary: 'Can everything that it needs be reached?',
  request: { params },
  responses: {
    200: json(
      z.object({
        ok: z.boolean(),
        checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
      }),
      'What was looked at',
    ),
  },
})

export const putSurfaceSecret = operation('settings.manage', {
  method: 'put',
  path: `${base}/{id}/secrets/{name}`,
  summary: 'Keep a secret that its host needs; nobody reads it again',
  request: {
    params: z.object({ id: surfaceId, name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/) }),
    body: body(z.strictObject({ value: z.string().min(1).max(10_000) })),
  },
  responses: surfaceAnswer,
})

export const listReleases = operation('read', {
  method: 'get',
  path: `${base}/{id}/releases`,
  summary: 'What its host can go back to, newest first',
  request: { params },
  responses: { 200: json(z.object({ items: z.array(Release) }), 'The releases') },
})

export const freezeSurface = operation('deploys.run', {
  method: 'post',
  path: `${base}/{id}/freeze`,
  summary: 'Open a freeze window: only a named person with the permission deploys within it',
  request: {
    params,
    body: body(
      z.strictObject({
        reason,
        from: moment.optional().openapi({ description: 'Without it: now' }),
        until: moment
          .optional()
          .openapi({ description: 'Without it the freeze lasts a day: 24 hours from its beginning' }),
      }),
    ),
  },
  responses: surfaceAnswer,
})

export const unfreezeSurface = operation('deploys.run', {
  method: 'post',
  path: `${base}/{id}/unfreeze`,
  summary: 'End a freeze window before its time',
  request: { params, body: body(z.strictObject({ freeze_id: line(100), reason })) },
  responses: surfaceAnswer,
})

export const lockSurface = operation('deploys.run', {
  method: 'post',
  path: `${base}/{id}/lock`,
  summary: 'Lock deploys to it until somebody unlocks them',
  request: { params, body: body(z.strictObject({ reason })) },
  responses: surfaceAnswer,
})

export const unlockSurface = operation('deploys.run', {
  method: 'post',
  path: `${base}/{id}/unlock`,
  summary: 'Unlock it',
  request: { params, body: body(z.strictObject({ reason })) },
  responses: surfaceAnswer,
})

export const liftQuarantine = operation('deploys.lift_quarantine', {
  method: 'post',
  path: `${base}/{id}/quarantine/{sha}/lift`,
  summary: 'Let a commit that was rolled back go out again',
  request: { params: z.object({ id: surfaceId, sha: z.string().max(64) }), body: body(z.strictObject({ reason })) },
  responses: surfaceAnswer,
})

export const clearAlert = operation('deploys.run', {
  method: 'post',
  path: `${base}/{id}/alert/clear`,
  summary: 'Say that a health alert was dealt with',
  request: { params, body: body(z.strictObject({ reason })) },
  responses: surfaceAnswer,
})
