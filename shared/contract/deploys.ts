import { z } from '@hono/zod-openapi'
import { deployKinds, deployPaths, gateStates, outcomes, triggers } from '../domain/gate.ts'
import { deployActions, surfaceEnvironments, surfaceId } from '../domain/surface.ts'
import { line, reason, several } from './actions.ts'
import { ActorView } from './audit.ts'
import { body, count, json, moment, operation, orNull, text, time } from './route.ts'

const sha = z.string().openapi({ example: '9fceb02d0ae598e95dc970b74767f19372d61af8' })
const Commit = z.object({ sha, author: z.string(), at: time, subject: z.string() })

export const DeployDiff = z
  .object({
    surface: z.string(),
    /** What the remote really has; null where nothing was deployed yet. */
    from_sha: sha.nullable(),
    to_sha: sha,
    /** Newest first. */
    commits: z.array(Commit),
    commits_total: z.int(),
    /** What runs now and is not in it: it would be taken away. */
    lost: z.array(Commit),
    lost_total: z.int(),
    fast_forward: z.boolean(),
    files: z.array(
      z.object({
        path: z.string(),
        old_path: z.string().nullable(),
        status: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'type_changed']),
        /** Null of what is no text. */
        additions: z.int().nullable(),
        deletions: z.int().nullable(),
      }),
    ),
    files_total: z.int(),
    additions: z.int(),
    deletions: z.int(),
    truncated: z.boolean(),
    /** Binds the surface as it is defined, and both ends. */
    preview_id: z.string(),
    phrase: z.string(),
    /** What the smoke gate said of this commit, or what it will ask. */
    smoke: z.object({
      verdict: z.enum(['passed', 'failed', 'pending', 'unreachable', 'not_run', 'none']),
      detail: z.string(),
      at: time.nullable(),
    }),
    /** Of Terraform: what it would change. */
    plan: z.object({ summary: z.string(), changes: z.boolean(), text: z.string() }).nullable(),
    /** What is wrong and blocks nothing: an open review, a probe that fails. */
    warnings: z.array(z.string()),
  })
  .openapi('DeployDiff')

const Probe = z.object({
  n: z.int(),
  at: time,
  ok: z.boolean(),
  status: z.int().nullable(),
  ms: z.number(),
  error: z.string().nullable(),
})
export const deployCommands = ['cancel', 'approve', 'reject', 'close_review'] as const

export const Deploy = z
  .object({
    id: z.string(),
    surface: z.string(),
    kind: z.enum(deployKinds),
    path: z.enum(deployPaths),
    state: z.enum(gateStates),
    environment: z.enum(surfaceEnvironments),
    target_app: z.string(),
    from_sha: sha.nullable(),
    to_sha: sha.nullable(),
    to_release: z.string().nullable(),
    release: z.string().nullable(),
    actor: ActorView,
    trigger: z.enum(triggers),
    started_at: time,
    finished_at: time.nullable(),
    outcome: z.enum(outcomes).nullable(),
    detail: z.string().nullable(),
    /** What really ran there when it was lost sight of. */
    observed_sha: sha.nullable(),
    ended_by: orNull(ActorView),
    rollback_command: z.string(),
    run_url: z.string().nullable(),
    smoke: z.string().nullable(),
    approval: z.object({ by: ActorView, at: time, comment: z.string().nullable() }).nullable(),
    /** Who may, at the forge, while it waits there. */
    reviewers: z.array(z.string()),
    probes: z.array(Probe),
    health_attempts: z.int(),
    snapshot: z.string().nullable(),
    state_serial: z.int().nullable(),
    break_glass: z.boolean(),
    passes: z.array(z.object({ of: z.enum(['freeze', 'lock']), reason: z.string() })),
    warnings: z.array(z.string()),
    review: z
      .object({
        open: z.boolean(),
        closed_by: orNull(ActorView),
        closed_at: time.nullable(),
        note: z.string().nullable(),
      })
      .nullable(),
    /** Somebody asked for it to be broken off, and it is about to be. */
    stopping: z.boolean(),
    /** Made at this machine past a team's server: whether the server was told, and why not yet. */
    forwarding: z.object({ server: z.string(), told: z.boolean(), error: z.string().nullable() }).nullable().optional(),
    last_seq: z.int(),
    commands: z.array(z.object({ name: z.enum(deployCommands), enabled: z.boolean(), reason: z.string().optional() })),
  })
  .openapi('Deploy')

const base = '/api/v1/deploys'
const params = z.object({ id: z.string() })
const surfaceParams = z.object({ id: surfaceId })
const deployAnswer = { 200: json(Deploy, 'The deploy') }

export const getDiff = operation('read', {
  method: 'get',
  path: '/api/v1/surfaces/{id}/diff',
  summary: 'What would ship: from what the remote really has to what is asked for',
  request: {
    params: surfaceParams,
    query: z.object({ to: z.string().max(200).optional().openapi({ description: 'A branch, tag or SHA' }) }),
  },
  responses: { 200: json(DeployDiff, 'The preview') },
})

export const getFileDiff = operation('read', {
  method: 'get',
  path: '/api/v1/surfaces/{id}/diff/files',
  summary: 'The patch of one file of a preview',
  request: {
    params: surfaceParams,
    query: z.object({
      path: z.string().min(1).max(4000),
      preview_id: z.string().max(500).optional(),
      to: z.string().max(200).optional(),
    }),
  },
  responses: { 200: text('The patch, unified') },
})

export const listDeploys = operation('read', {
  method: 'get',
  path: base,
  summary: 'Deploys and rollbacks, newest first',
  request: {
    query: z.object({
      surface: surfaceId.optional(),
      kind: z.enum(deployKinds).optional(),
      outcome: several(z.enum(outcomes)),
      in_flight: z.enum(['true', 'false']).optional(),
      review_open: z.enum(['true', 'false']).optional(),
      limit: count(200).pipe(z.int().min(1)).default(50).openapi({ type: 'integer', default: 50 }),
      cursor: z.string().max(200).optional(),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(Deploy), next_cursor: z.string().nullable() }), 'The deploys'),
  },
})

export const getDeploy = operation('read', {
  method: 'get',
  path: `${base}/{id}`,
  summary: 'A deploy',
  request: { params },
  responses: deployAnswer,
})

export const getDeployLog = operation('read', {
  method: 'get',
  path: `${base}/{id}/log`,
  summary: 'What it says as it goes: server-sent events line, state and health; resumable by Last-Event-ID',
  request: { params, query: z.object({ after: count().optional().openapi({ type: 'integer' }) }) },
  responses: { 200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } } },
})

export const startDeploy = operation('deploys.run', {
  method: 'post',
  path: base,
  summary: 'Deploy what was previewed: the phrase names the target',
  request: {
    body: body(
      z.strictObject({
        surface: surfaceId,
        path: z.enum(deployPaths),
        preview_id: z.string().max(500),
        phrase: z.string().max(200),
        /** To pass a freeze or a lock: why. */
        pass_reason: reason.optional(),
      }),
    ),
  },
  responses: { 201: json(Deploy, 'It has begun') },
})

export const startRollback = operation('deploys.rollback', {
  method: 'post',
  path: '/api/v1/surfaces/{id}/rollback',
  summary: 'Back to the release before, or to the one that is named: no phrase, no approval, no build',
  request: {
    params: surfaceParams,
    body: { ...body(z.strictObject({ to_release: line(200).optional(), reason: reason.optional() })), required: false },
  },
  responses: { 201: json(Deploy, 'It has begun') },
})

export const cancelDeploy = operation('deploys.run', {
  method: 'post',
  path: `${base}/{id}/cancel`,
  summary: 'Break it off',
  request: { params },
  responses: deployAnswer,
})

const comment = { ...body(z.strictObject({ comment: reason.optional() })), required: false }

export const approveDeploy = operation('deploys.approve', {
  method: 'post',
  path: `${base}/{id}/approve`,
  summary: 'Approve it at the environment gate of the forge, with your own token',
  request: { params, body: comment },
  responses: deployAnswer,
})

export const rejectDeploy = operation('deploys.approve', {
  method: 'post',
  path: `${base}/{id}/reject`,
  summary: 'Reject it at the environment gate of the forge, with your own token',
  request: { params, body: comment },
  responses: deployAnswer,
})

export const closeDeployReview = operation('deploys.approve', {
  method: 'post',
  path: `${base}/{id}/close-review`,
  summary: 'Say that you have looked at a deploy that broke glass; never one’s own',
  request: { params, body: body(z.strictObject({ note: reason })) },
  responses: deployAnswer,
})

/** Not known to whoever reports, in either way of saying so. */
const orAbsent = <S extends z.ZodType>(schema: S) =>
  schema
    .nullable()
    .transform((value) => value ?? undefined)
    .optional()

/**
 * The audit fields of the deploy-gating document. A surface is found by its id, else by the app, and always in that
 * environment: what went out in another one is recorded under a name of its own.
 */
export const DeployReport = z
  .strictObject({
    /** So that a record that is sent twice is one. Of a deploy that was begun here, its id. */
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/, 'expected letters, digits and . _ : -')
      .optional(),
    surface: surfaceId.optional(),
    /** As the ledger names it: that of the environment. */
    action: z.enum([...deployActions]).optional(),
    kind: z.enum(deployKinds).default('deploy'),
    path: z.enum(deployPaths).optional(),
    environment: z.enum(surfaceEnvironments).default('production'),
    from_sha: z.union([z.string().regex(/^[0-9a-f]{7,64}$/), z.null()]),
    to_sha: z.union([z.string().regex(/^[0-9a-f]{7,64}$/), z.null()]),
    target_app: line(200),
    trigger: z.enum(triggers),
    outcome: z.enum(outcomes),
    /** It has only begun: what it came to is told later on, and until then nobody is called to it. */
    under_way: z.literal(true).optional(),
    /** When it ended, and not in the future. */
    ts_utc: moment,
    started_at: moment.optional(),
    /** Who, as the forge or the other machine calls them: the approving reviewer of a run. */
    actor: line(200).optional(),
    approved_by: line(200).optional(),
    comment: reason.optional(),
    run_url: orAbsent(z.url({ protocol: /^https?$/ }).max(1000)),
    release: orAbsent(line(200)),
    /** Of Terraform: what there is to go back to, and the serial of the state before. */
    snapshot: orAbsent(line(200)),
    state_serial: orAbsent(z.int().min(0)),
    detail: line(500).optional(),
  })
  .openapi('DeployReport')

export const recordDeploy = operation('deploys.record', {
  method: 'post',
  path: `${base}/records`,
  summary: 'A run of a pipeline, or another machine, reports a deploy that it made',
  request: { body: body(DeployReport) },
  responses: { 201: json(Deploy, 'It is in the ledger') },
})

export const ForgeToken = z
  .object({
    present: z.boolean(),
    login: z.string().nullable(),
    checked_at: time.nullable(),
    from: z.enum(['store', 'environment']).nullable(),
  })
  .openapi('ForgeToken')

export const getForgeToken = operation('read', {
  method: 'get',
  path: '/api/v1/forges/github/token',
  summary: 'Whether your own token for GitHub is kept here; never the token',
  request: { query: z.object({ api_base: z.url({ protocol: /^https?$/ }).optional() }) },
  responses: { 200: json(ForgeToken, 'What is known of it') },
})

export const putForgeToken = operation('deploys.run', {
  method: 'put',
  path: '/api/v1/forges/github/token',
  summary: 'Keep your own token for GitHub: with it you dispatch, approve and reject',
  request: {
    body: body(
      z.strictObject({ token: z.string().min(1).max(1000), api_base: z.url({ protocol: /^https?$/ }).optional() }),
    ),
  },
  responses: { 200: json(ForgeToken, 'What is known of it') },
})

export const removeForgeToken = operation('deploys.run', {
  method: 'delete',
  path: '/api/v1/forges/github/token',
  summary: 'Forget your token for GitHub',
  request: { query: z.object({ api_base: z.url({ protocol: /^https?$/ }).optional() }) },
  responses: { 200: json(ForgeToken, 'It is gone') },
})
