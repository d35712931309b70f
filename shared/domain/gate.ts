import type { Who } from './action.ts'
import { ok, type Result, refuse } from './result.ts'
import type { SurfaceEnvironment } from './surface.ts'

/** The states of the gate, as the deploy-gating document draws them, for both paths. */
export const gateStates = [
  'triggered',
  'smoke_gate',
  'blocked',
  'resolved',
  'approval_pending',
  'rejected',
  'deploying',
  'deploy_failed',
  'health_check',
  'audit_written',
  'rollback_alert',
] as const
export type GateState = (typeof gateStates)[number]

export const outcomes = [
  'success',
  'health_check_failed',
  'deploy_failed',
  'rejected',
  'blocked',
  'cancelled',
  'unknown',
] as const
export type Outcome = (typeof outcomes)[number]

export const deployKinds = ['deploy', 'rollback'] as const
export type DeployKind = (typeof deployKinds)[number]
export const deployPaths = ['local', 'ci'] as const
export type DeployPath = (typeof deployPaths)[number]
export const triggers = ['ci', 'local-script'] as const
type Trigger = (typeof triggers)[number]

/** A freeze window or a lock that somebody passed, and why. */
export type Pass = { of: 'freeze' | 'lock'; reason: string }
export type Probe = { n: number; at: string; ok: boolean; status: number | null; ms: number; error: string | null }
/** Whoever approved, as the ledger knows them; at a forge, under the name that they have there. */
type Approval = { by: Who; at: string; comment: string | null }
type DeployReview = { closed: { by: Who; at: string; note: string } | null }

/** What is decided before anything happens. None of it ever changes. */
export type DeployFacts = {
  deploy_id: string
  surface_id: string
  kind: DeployKind
  path: DeployPath
  trigger: Trigger
  environment: SurfaceEnvironment
  target_app: string
  /** Null where nothing ran before. */
  from_sha: string | null
  /** Null only of a rollback to a release of which the host does not know the commit. */
  to_sha: string | null
  /** Of a rollback: what it returns to, pinned. */
  to_release: string | null
  began_at: string
  began_by: Who
  break_glass: boolean
  passes: readonly Pass[]
  /** What was known to be wrong when it began, and blocked nothing. */
  warnings: readonly string[]
  /** How many probes may fail. 0 where the forge's run looks after health, or no address is known to ask. */
  health_attempts: number
  /** Of the surface as it was defined then. */
  definition_digest: string
}

/** What only whoever carried it out knows. */
type Found = Pick<Deploy, 'release' | 'snapshot' | 'state_serial'>
export type Ending = { outcome: Outcome; at: string; by: Who; detail: string | null; observed_sha: string | null }

/** Where it stands. A union: what can be known of a deploy depends on how far it came. */
export type Stage =
  | { state: 'triggered' | 'smoke_gate' | 'resolved' | 'approval_pending'; ending: Ending | null }
  | { state: 'deploying' | 'health_check'; ending: Ending | null }
  | { state: 'blocked' | 'rejected' | 'deploy_failed' | 'audit_written' | 'rollback_alert'; ending: Ending }

export type Deploy = DeployFacts & {
  stage: Stage
  run_url: string | null
  smoke: string | null
  approval: Approval | null
  /** What the host calls what runs now. */
  release: string | null
  snapshot: string | null
  state_serial: number | null
  probes: readonly Probe[]
  /** Somebody broke glass: red until somebody else has looked at it. */
  review: DeployReview | null
}

export type GateEvent =
  | { kind: 'smoke_started' }
  | { kind: 'smoke_passed'; detail: string | null }
  | { kind: 'approval_asked' }
  | { kind: 'approved'; approval: Approval }
  | { kind: 'deploy_started' }
  | { kind: 'snapshot_taken'; snapshot: string; state_serial: number | null }
  | { kind: 'deployed'; release: string | null }
  | { kind: 'probed'; probe: Probe }
  | { kind: 'run_found'; run_url: string }
  /** `found`: what was told with its end, of one that somebody else carried out. */
  | { kind: 'ended'; ending: Ending; found?: Found }
  | { kind: 'review_closed'; by: Who; at: string; note: string }

export const begin = (facts: DeployFacts): Deploy => ({
  ...facts,
  stage: { state: 'triggered', ending: null },
  run_url: null,
  smoke: null,
  approval: null,
  release: null,
  snapshot: null,
  state_serial: null,
  probes: [],
  review: facts.break_glass || facts.passes.length > 0 ? { closed: null } : null,
})

/** On the path of the forge nobody has typed anything: there production waits for a reviewer. */
export const needsApproval = ({ kind, path, environment }: DeployFacts): boolean =>
  kind === 'deploy' && path === 'ci' && environment === 'production'

export const endingOf = ({ stage }: Deploy): Ending | null => stage.ending
export const outcomeOf = (deploy: Deploy): Outcome | null => endingOf(deploy)?.outcome ?? null
export const isOver = (deploy: Deploy): boolean => endingOf(deploy) !== null
/**
 * Whether what it was to bring runs there since: it came to its end so, or that was seen there when it was broken off, lost
 * sight of, or thought to have failed.
 */
export function cameOut(deploy: Deploy): boolean {
  const ending = endingOf(deploy)
  if (ending === null) return false
  if (ending.outcome === 'success' || ending.outcome === 'health_check_failed') return true
  const { from_sha, to_sha } = deploy
  return ending.observed_sha !== null && ending.observed_sha === to_sha && from_sha !== to_sha
}

/** Whether it ended with what ran before still there, by what the host itself said then. */
export function changedNothing(deploy: Deploy): boolean {
  const observed = endingOf(deploy)?.observed_sha ?? null
  return !cameOut(deploy) && observed !== null && observed === deploy.from_sha
}

/** A rollback to the very release that runs: what was under way is stopped, and nothing goes back. */
export const ranAlready = ({ kind, from_sha, to_sha, release, to_release }: Deploy): boolean =>
  kind === 'rollback' && from_sha === to_sha && release !== null && release === to_release

export const isReviewOpen = ({ review }: Deploy): boolean => review !== null && review.closed === null
/** Nothing can happen to it any more: what became of it is known, and whoever broke glass was looked at. */
export const isSettled = (deploy: Deploy): boolean =>
  isOver(deploy) && outcomeOf(deploy) !== 'unknown' && !isReviewOpen(deploy)

/** Where each ending leaves a deploy. What is broken off, or lost sight of, stays where it was. */
const stateAfter: Record<Outcome, GateState | 'stays'> = {
  success: 'audit_written',
  health_check_failed: 'rollback_alert',
  deploy_failed: 'deploy_failed',
  rejected: 'rejected',
  blocked: 'blocked',
  cancelled: 'stays',
  unknown: 'stays',
}
/** From where each ending can be come to. */
const endsFrom: Record<Outcome, readonly GateState[]> = {
  success: ['health_check'],
  health_check_failed: ['health_check'],
  deploy_failed: ['deploying'],
  rejected: ['approval_pending'],
  blocked: ['smoke_gate'],
  cancelled: ['triggered', 'smoke_gate', 'resolved', 'approval_pending', 'deploying', 'health_check'],
  unknown: ['triggered', 'smoke_gate', 'resolved', 'approval_pending', 'deploying', 'health_check'],
}

/** Why this cannot happen to a deploy as it stands, if so. The executor, the use-cases and the verifier all ask it. */
export function impossible(deploy: Deploy, event: GateEvent): string | undefined {
  if (event.kind === 'review_closed') {
    if (deploy.review === null) return 'nobody broke glass, so there is no review'
    if (deploy.review.closed !== null) return 'its review is closed already'
    return deploy.began_by.id === event.by.id ? 'whoever broke glass does not close its review' : undefined
  }
  const { state, ending } = deploy.stage
  if (
    ending !== null &&
    !(event.kind === 'ended' && ending.outcome === 'unknown' && event.ending.outcome !== 'unknown')
  )
    return `it is over: ${ending.outcome}`
  const at = (...from: GateState[]) => (from.includes(state) ? undefined : `it is ${state}`)
  switch (event.kind) {
    case 'smoke_started':
      return deploy.kind === 'rollback' ? 'a rollback asks nothing before it' : at('triggered')
    case 'smoke_passed':
      return at('smoke_gate')
    case 'approval_asked':
      return needsApproval(deploy) ? at('resolved') : 'nobody is asked to approve it'
    case 'approved':
      return at('approval_pending')
    case 'deploy_started':
      if (deploy.kind === 'rollback') return at('triggered')
      return needsApproval(deploy) ? 'it waits for an approval first' : at('resolved')
    case 'snapshot_taken':
      return deploy.snapshot === null ? at('deploying') : 'its snapshot was taken already'
    case 'deployed':
      return at('deploying')
    case 'probed':
      return at('health_check') ?? whyNotProbed(deploy, event.probe)
    case 'run_found':
      if (deploy.path !== 'ci') return 'it has no run at a forge'
      return deploy.run_url === null ? undefined : 'its run is known already'
    case 'ended':
      return whyNotFound(deploy, event.found) ?? whyNotEnded(deploy, event.ending.outcome)
    default:
      return event satisfies never
  }
}

function whyNotProbed({ probes, health_attempts }: Deploy, { n }: Probe): string | undefined {
  if (probes.some(({ ok: well }) => well)) return 'it was found well already'
  if (n !== probes.length + 1) return `probe ${probes.length + 1} comes next`
  return n > health_attempts ? 'all its probes were made' : undefined
}

/** After what was lost sight of, what became of it can still be found out: then it only has to be an end. */
function whyNotEnded(deploy: Deploy, outcome: Outcome): string | undefined {
  const { stage, probes, health_attempts } = deploy
  if (stage.ending !== null) return undefined
  if (!endsFrom[outcome].includes(stage.state)) return `from ${stage.state} it does not end as ${outcome}`
  if (health_attempts === 0) return undefined
  if (outcome === 'success' && !probes.some(({ ok: well }) => well)) return 'no probe has found it well'
  if (outcome === 'health_check_failed' && (probes.length < health_attempts || probes.some(({ ok: well }) => well)))
    return 'not all its probes have failed'
  return undefined
}

/** What is known already does not change with the end; of what had been lost sight of, the end may bring it. */
function whyNotFound(deploy: Deploy, found: Found = deploy): string | undefined {
  const isLate = deploy.stage.ending !== null
  const isKept = (name: keyof Found) => found[name] === deploy[name] || (isLate && deploy[name] === null)
  return isKept('release') && isKept('snapshot') && isKept('state_serial') ? undefined : 'its end tells of another one'
}

export function decideOnDeploy(deploy: Deploy, event: GateEvent): Result<GateEvent> {
  const why = impossible(deploy, event)
  if (why === undefined) return ok(event)
  return refuse('invalid_transition', `This deploy cannot be changed so: ${why}.`, {
    current_status: deploy.stage.state,
    outcome: outcomeOf(deploy),
  })
}

/** Only what `impossible` allows comes in here. */
export function evolveDeploy(deploy: Deploy, event: GateEvent): Deploy {
  const to = (state: 'smoke_gate' | 'resolved' | 'approval_pending' | 'deploying' | 'health_check'): Stage => ({
    state,
    ending: null,
  })
  switch (event.kind) {
    case 'smoke_started':
      return { ...deploy, stage: to('smoke_gate') }
    case 'smoke_passed':
      return { ...deploy, stage: to('resolved'), smoke: event.detail }
    case 'approval_asked':
      return { ...deploy, stage: to('approval_pending') }
    case 'approved':
      return { ...deploy, stage: to('deploying'), approval: event.approval }
    case 'deploy_started':
      return { ...deploy, stage: to('deploying') }
    case 'snapshot_taken':
      return { ...deploy, snapshot: event.snapshot, state_serial: event.state_serial }
    case 'deployed':
      return { ...deploy, stage: to('health_check'), release: event.release }
    case 'probed':
      return { ...deploy, probes: [...deploy.probes, event.probe] }
    case 'run_found':
      return { ...deploy, run_url: event.run_url }
    case 'ended':
      return { ...deploy, ...event.found, stage: stageAfter(deploy.stage.state, event.ending) }
    case 'review_closed':
      return { ...deploy, review: { closed: { by: event.by, at: event.at, note: event.note } } }
    default:
      return event satisfies never
  }
}

function stageAfter(state: GateState, ending: Ending): Stage {
  const after = stateAfter[ending.outcome]
  return { state: after === 'stays' ? state : after, ending }
}

/** What a run of the forge reports of itself when it is over, and nobody watched: it is what it says. */
export type Recorded = {
  facts: DeployFacts
  ending: Ending
  run_url: string | null
  release: string | null
  snapshot: string | null
  state_serial: number | null
  approval: Approval | null
}
export const recordedDeploy = ({ facts, ending, ...known }: Recorded): Deploy => ({
  ...begin(facts),
  ...known,
  stage: stageAfter('triggered', ending),
})
