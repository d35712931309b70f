import { z } from 'zod'
import type { Entry, Json } from './entry.ts'
import { begin, type Deploy, type DeployFacts, type GateEvent, outcomes, type Recorded } from './gate.ts'
import { ApprovalShape, factShapes, ProbeShape, ShaShape, WhoShape } from './gate-shapes.ts'
import { deployAction, deployActions } from './surface.ts'

/** How a deploy is written into the ledger, and read from it again. Who and when are the entry's own. */
type Written = { action: string; subject: string; data: Json }

export const deploySubject = (deploy_id: string): string => `deploy:${deploy_id}`

const names = {
  smoke_started: 'deploy.smoke.started',
  smoke_passed: 'deploy.smoke.passed',
  approval_asked: 'deploy.approval.asked',
  approved: 'deploy.approval.given',
  deploy_started: 'deploy.push.started',
  snapshot_taken: 'deploy.snapshot.taken',
  deployed: 'deploy.push.done',
  probed: 'deploy.health.probed',
  run_found: 'deploy.run.found',
  review_closed: 'deploy.review.closed',
} as const satisfies Record<Exclude<GateEvent['kind'], 'ended'>, string>

/** Every action of the ledger that is about a deploy. */
export const isDeployEntry = ({ action }: Pick<Entry, 'action'>): boolean =>
  deployActions.has(action) || action.startsWith('deploy.')

/** The audit record of the deploy-gating document, field by field, and what we add to it. */
function audited(deploy: DeployFacts) {
  const { deploy_id, surface_id, kind, path, trigger, environment, target_app, from_sha, to_sha, to_release } = deploy
  const { began_by, break_glass, passes, warnings, health_attempts, definition_digest } = deploy
  return {
    ...{ deploy_id, surface_id, kind, path, trigger, environment, target_app, from_sha, to_sha, to_release },
    ...{ break_glass, health_attempts, definition_digest },
    passes: passes.map((pass) => ({ ...pass })),
    warnings: [...warnings],
    surface: surface_id,
    actor: { ...began_by },
  }
}

/** Durable before anything is pushed. */
export const writeIntent = (deploy: DeployFacts): Written => ({
  action: deployAction(deploy.environment),
  subject: deploySubject(deploy.deploy_id),
  data: { phase: 'intent', ...audited(deploy), outcome: null, ts_utc: deploy.began_at },
})

export function writeGateEvent(deploy: Deploy, event: GateEvent): Written {
  const subject = deploySubject(deploy.deploy_id)
  if (event.kind !== 'ended')
    return { action: names[event.kind], subject, data: { deploy_id: deploy.deploy_id, ...dataOf(event) } }
  const { outcome, at: ts_utc, detail, observed_sha } = event.ending
  const { run_url, approval } = deploy
  const { release, snapshot, state_serial } = event.found ?? deploy
  const found = { release, snapshot, state_serial, run_url, approved_by: approval && { ...approval.by } }
  return {
    action: deployAction(deploy.environment),
    subject,
    data: { phase: 'outcome', ...audited(deploy), ...found, outcome, ts_utc, detail, observed_sha },
  }
}

/** A deploy of which nothing was known until it was over. */
export const writeRecorded = ({ facts, ending, approval, ...known }: Recorded): Written => ({
  action: deployAction(facts.environment),
  subject: deploySubject(facts.deploy_id),
  data: {
    phase: 'record',
    ...audited(facts),
    began_at: facts.began_at,
    ...known,
    approval: approval && { ...approval, by: { ...approval.by } },
    outcome: ending.outcome,
    ts_utc: ending.at,
    detail: ending.detail,
    observed_sha: ending.observed_sha,
  },
})

function dataOf(event: Exclude<GateEvent, { kind: 'ended' }>): { [name: string]: Json } {
  switch (event.kind) {
    case 'smoke_started':
    case 'approval_asked':
    case 'deploy_started':
      return {}
    case 'smoke_passed':
      return { detail: event.detail }
    case 'approved': {
      const { by, at, comment } = event.approval
      return { approval: { by: { ...by }, at, comment } }
    }
    case 'snapshot_taken':
      return { snapshot: event.snapshot, state_serial: event.state_serial }
    case 'deployed':
      return { release: event.release }
    case 'probed':
      return { probe: { ...event.probe } }
    case 'run_found':
      return { run_url: event.run_url }
    case 'review_closed':
      return { note: event.note }
    default:
      return event satisfies never
  }
}

const facts = { ...factShapes, surface: z.string(), actor: WhoShape, ts_utc: z.string() }
const text = z.string().nullable()
const Intent = z.strictObject({ phase: z.literal('intent'), ...facts, outcome: z.null() })
const Outcome = z.strictObject({
  phase: z.literal('outcome'),
  ...facts,
  release: text,
  snapshot: text,
  state_serial: z.int().nullable(),
  run_url: text,
  approved_by: WhoShape.nullable(),
  outcome: z.enum(outcomes),
  detail: text,
  observed_sha: ShaShape.nullable(),
})
const Record_ = z.strictObject({
  phase: z.literal('record'),
  ...facts,
  began_at: z.string(),
  release: text,
  snapshot: text,
  state_serial: z.int().nullable(),
  run_url: text,
  approval: ApprovalShape.nullable(),
  outcome: z.enum(outcomes),
  detail: text,
  observed_sha: ShaShape.nullable(),
})
const Audited = z.discriminatedUnion('phase', [Intent, Outcome, Record_])

const id = z.string().min(1)
const shapes = {
  smoke_started: z.strictObject({ deploy_id: id }),
  smoke_passed: z.strictObject({ deploy_id: id, detail: text }),
  approval_asked: z.strictObject({ deploy_id: id }),
  approved: z.strictObject({ deploy_id: id, approval: ApprovalShape }),
  deploy_started: z.strictObject({ deploy_id: id }),
  snapshot_taken: z.strictObject({ deploy_id: id, snapshot: z.string(), state_serial: z.int().nullable() }),
  deployed: z.strictObject({ deploy_id: id, release: text }),
  probed: z.strictObject({ deploy_id: id, probe: ProbeShape }),
  run_found: z.strictObject({ deploy_id: id, run_url: z.string() }),
  review_closed: z.strictObject({ deploy_id: id, note: z.string() }),
} as const

/** What an entry says: that a deploy began, what happened to one, or that one was, which nobody here watched. */
export type ReadGate =
  | { says: 'begun'; deploy: Deploy }
  | { says: 'event'; deploy_id: string; event: GateEvent; audited: DeployFacts | null }
  | { says: 'recorded'; recorded: Recorded }

/** Nothing, where an entry is not of the form that this program writes. */
export function readGateEntry(entry: Entry): ReadGate | undefined {
  const read = deployActions.has(entry.action) ? readAudited(entry) : readEvent(entry)
  if (read === undefined) return undefined
  const deploy_id = idOf(read)
  return entry.subject === deploySubject(deploy_id) ? read : undefined
}

function idOf(read: ReadGate): string {
  if (read.says === 'event') return read.deploy_id
  return read.says === 'begun' ? read.deploy.deploy_id : read.recorded.facts.deploy_id
}

function readAudited({ action, at, actor_id, actor_digest, data }: Entry): ReadGate | undefined {
  const parsed = Audited.safeParse(data).data
  if (parsed === undefined || deployAction(parsed.environment) !== action) return undefined
  if (parsed.surface !== parsed.surface_id) return undefined
  const by = { id: actor_id, digest: actor_digest }
  const { ts_utc, actor: began_by } = parsed
  switch (parsed.phase) {
    case 'intent': {
      if (ts_utc !== at || began_by.id !== by.id || began_by.digest !== by.digest) return undefined
      return { says: 'begun', deploy: begin(factsIn(parsed, at)) }
    }
    case 'outcome': {
      const { outcome, detail, observed_sha, deploy_id, release, snapshot, state_serial } = parsed
      // When it began, only its first entry says.
      const ending = { outcome, at: ts_utc, by, detail, observed_sha }
      const found = { release, snapshot, state_serial }
      return { says: 'event', deploy_id, event: { kind: 'ended', ending, found }, audited: factsIn(parsed, '') }
    }
    case 'record': {
      const { outcome, detail, observed_sha, began_at, run_url, approval } = parsed
      const { release, snapshot, state_serial } = parsed
      const ending = { outcome, at: ts_utc, by, detail, observed_sha }
      const known = { run_url, release, snapshot, state_serial, approval }
      return { says: 'recorded', recorded: { facts: factsIn(parsed, began_at), ending, ...known } }
    }
    default:
      return parsed satisfies never
  }
}

function factsIn(parsed: z.output<typeof Audited>, began_at: string): DeployFacts {
  const { deploy_id, surface_id, kind, path, trigger, environment, target_app, from_sha, to_sha, to_release } = parsed
  const { break_glass, passes, warnings, health_attempts, definition_digest } = parsed
  return {
    ...{ deploy_id, surface_id, kind, path, trigger, environment, target_app, from_sha, to_sha, to_release },
    ...{ began_at, began_by: parsed.actor, break_glass, passes, warnings, health_attempts, definition_digest },
  }
}

function readEvent({ action, at, actor_id, actor_digest, data }: Entry): ReadGate | undefined {
  const by = { id: actor_id, digest: actor_digest }
  const said = (deploy_id: string, event: GateEvent): ReadGate => ({ says: 'event', deploy_id, event, audited: null })
  switch (action) {
    case names.smoke_started:
    case names.approval_asked:
    case names.deploy_started: {
      const read = shapes.smoke_started.safeParse(data).data
      const kind =
        action === names.smoke_started
          ? 'smoke_started'
          : action === names.approval_asked
            ? 'approval_asked'
            : 'deploy_started'
      return read && said(read.deploy_id, { kind })
    }
    case names.smoke_passed: {
      const read = shapes.smoke_passed.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'smoke_passed', detail: read.detail })
    }
    case names.approved: {
      const read = shapes.approved.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'approved', approval: read.approval })
    }
    case names.snapshot_taken: {
      const read = shapes.snapshot_taken.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'snapshot_taken', ...onlySnapshot(read) })
    }
    case names.deployed: {
      const read = shapes.deployed.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'deployed', release: read.release })
    }
    case names.probed: {
      const read = shapes.probed.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'probed', probe: read.probe })
    }
    case names.run_found: {
      const read = shapes.run_found.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'run_found', run_url: read.run_url })
    }
    case names.review_closed: {
      const read = shapes.review_closed.safeParse(data).data
      return read && said(read.deploy_id, { kind: 'review_closed', by, at, note: read.note })
    }
    default:
      return undefined
  }
}

const onlySnapshot = ({ snapshot, state_serial }: { snapshot: string; state_serial: number | null }) => ({
  snapshot,
  state_serial,
})
