import {
  begin,
  type Deploy,
  type DeployFacts,
  type DeployKind,
  type DeployPath,
  type Ending,
  evolveDeploy,
  type GateEvent,
  impossible,
  type Outcome,
  outcomes,
} from '../../shared/domain/gate.ts'
import type { SurfaceEnvironment } from '../../shared/domain/surface.ts'

export const ada = { id: 'ada', digest: 'ada’s' }
const grace = { id: 'grace', digest: 'grace’s' }
export const at = '2026-04-29T14:33:00.000Z'

export const factsOf = (changed: Partial<DeployFacts> = {}): DeployFacts => ({
  deploy_id: 'd1',
  surface_id: 'console',
  kind: 'deploy',
  path: 'local',
  trigger: changed.path === 'ci' ? 'ci' : 'local-script',
  environment: 'production',
  target_app: 'raxx-console-prod',
  from_sha: 'a'.repeat(40),
  to_sha: 'b'.repeat(40),
  to_release: null,
  began_at: at,
  began_by: ada,
  break_glass: false,
  passes: [],
  warnings: [],
  health_attempts: changed.path === 'ci' ? 0 : 2,
  definition_digest: 'sha256:x',
  ...changed,
})

export const ending = (outcome: Outcome): Ending => ({ outcome, at, by: ada, detail: null, observed_sha: null })
export const ended = (outcome: Outcome): GateEvent => ({ kind: 'ended', ending: ending(outcome) })
const probed = (n: number, ok: boolean): GateEvent => ({
  kind: 'probed',
  probe: { n, at, ok, status: ok ? 200 : 503, ms: 3, error: ok ? null : 'It answered 503.' },
})

/** Every event that there is, by a name of its own. */
export const events: readonly (readonly [name: string, event: GateEvent])[] = [
  ['smoke_started', { kind: 'smoke_started' }],
  ['smoke_passed', { kind: 'smoke_passed', detail: null }],
  ['approval_asked', { kind: 'approval_asked' }],
  ['approved', { kind: 'approved', approval: { by: grace, at, comment: null } }],
  ['deploy_started', { kind: 'deploy_started' }],
  ['snapshot_taken', { kind: 'snapshot_taken', snapshot: 's', state_serial: 3 }],
  ['deployed', { kind: 'deployed', release: 'v31' }],
  ...[1, 2, 3].flatMap((n) => [
    [`probe ${n} well`, probed(n, true)] as const,
    [`probe ${n} ill`, probed(n, false)] as const,
  ]),
  ['run_found', { kind: 'run_found', run_url: 'https://x.example/1' }],
  ...outcomes.map((outcome) => [outcome, ended(outcome)] as const),
  ['review_closed', { kind: 'review_closed', by: grace, at, note: 'I looked' }],
]

export type Way = { kind: DeployKind; path: DeployPath; environment: SurfaceEnvironment; break_glass: boolean }
export const ways: readonly Way[] = (['production', 'staging'] as const).flatMap((environment) => [
  { kind: 'deploy', path: 'local', environment, break_glass: true },
  { kind: 'deploy', path: 'ci', environment, break_glass: false },
  { kind: 'rollback', path: 'local', environment, break_glass: false },
])

export type Step = {
  before: Deploy
  name: string
  event: GateEvent
  why: string | undefined
  after: Deploy | undefined
}

/** Every deploy that can come to be of a way, and what every event makes of each. */
export function walk(way: Way): Step[] {
  const seen = new Map<string, Deploy>()
  const steps: Step[] = []
  const waiting = [begin(factsOf(way))]
  for (let before = waiting.pop(); before; before = waiting.pop()) {
    const key = JSON.stringify(before)
    if (seen.has(key)) continue
    seen.set(key, before)
    for (const [name, event] of events) {
      const why = impossible(before, event)
      const after = why === undefined ? evolveDeploy(before, event) : undefined
      steps.push({ before, name, event, why, after })
      if (after) waiting.push(after)
    }
  }
  return steps
}
