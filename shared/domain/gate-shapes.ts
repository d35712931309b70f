import { z } from 'zod'
import { deployKinds, deployPaths, outcomes, triggers } from './gate.ts'
import { surfaceEnvironments } from './surface.ts'

/** The forms of what a deploy consists of: the same in its row and in the ledger's entries. */
export const WhoShape = z.strictObject({ id: z.string().min(1), digest: z.string().min(1) })
/** Whoever reports from elsewhere may shorten it. */
export const ShaShape = z.string().regex(/^[0-9a-f]{7,64}$/)
const short = z.string().nullable()

const PassShape = z.strictObject({ of: z.enum(['freeze', 'lock']), reason: z.string() })
export const ProbeShape = z.strictObject({
  n: z.int(),
  at: z.string(),
  ok: z.boolean(),
  status: z.int().nullable(),
  ms: z.number(),
  error: short,
})
export const ApprovalShape = z.strictObject({ by: WhoShape, at: z.string(), comment: short })

/** All of the facts but who and when, which are the entry's own. */
export const factShapes = {
  deploy_id: z.string().min(1),
  surface_id: z.string().min(1),
  kind: z.enum(deployKinds),
  path: z.enum(deployPaths),
  trigger: z.enum(triggers),
  environment: z.enum(surfaceEnvironments),
  target_app: z.string(),
  from_sha: ShaShape.nullable(),
  to_sha: ShaShape.nullable(),
  to_release: short,
  break_glass: z.boolean(),
  passes: z.array(PassShape),
  warnings: z.array(z.string()),
  health_attempts: z.int().min(0),
  definition_digest: z.string(),
} as const

const Ending = z.strictObject({
  outcome: z.enum(outcomes),
  at: z.string(),
  by: WhoShape,
  detail: short,
  observed_sha: ShaShape.nullable(),
})

const Stage = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.enum(['triggered', 'smoke_gate', 'resolved', 'approval_pending', 'deploying', 'health_check']),
    ending: Ending.nullable(),
  }),
  z.strictObject({
    state: z.enum(['blocked', 'rejected', 'deploy_failed', 'audit_written', 'rollback_alert']),
    ending: Ending,
  }),
])

export const DeployShape = z.strictObject({
  ...factShapes,
  began_at: z.string(),
  began_by: WhoShape,
  stage: Stage,
  run_url: short,
  smoke: short,
  approval: ApprovalShape.nullable(),
  release: short,
  snapshot: short,
  state_serial: z.int().nullable(),
  probes: z.array(ProbeShape),
  review: z
    .strictObject({ closed: z.strictObject({ by: WhoShape, at: z.string(), note: z.string() }).nullable() })
    .nullable(),
})
