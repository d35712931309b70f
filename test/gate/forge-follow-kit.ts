import { type CiPath, type Followed, followRun, type Reviewers, type Seen } from '../../main/gate/forge/follow-run.ts'
import { begin, type Deploy, decideOnDeploy, evolveDeploy, type GateEvent } from '../../shared/domain/gate.ts'
import type { FakeGithub, ForgeUser } from '../fakes/github.ts'

const who = { id: 'operator', digest: 'x' }

export const deployOf = (facts: Partial<Deploy> = {}): Deploy => ({
  ...begin({
    deploy_id: '01931b7e-0000-7000-8000-000000000001',
    surface_id: 'console',
    kind: 'deploy',
    path: 'ci',
    trigger: 'ci',
    environment: 'production',
    target_app: 'raxx-console-prod',
    from_sha: 'a'.repeat(40),
    to_sha: 'b'.repeat(40),
    to_release: null,
    began_at: new Date().toISOString(),
    began_by: who,
    break_glass: false,
    passes: [],
    warnings: [],
    health_attempts: 0,
    definition_digest: 'y',
  }),
  ...facts,
})

export const ciOf = (forge: FakeGithub, environment = 'production'): CiPath => ({
  forge: 'github',
  repository: forge.repository,
  workflow: 'deploy.yml',
  environment,
  api_base: forge.api_base,
})

/** What a run of the deploy is given, as `dispatchRun` gives it. */
export const inputsOf = ({ deploy_id, to_sha }: Deploy, environment = 'production') => ({
  surface: 'console',
  app: 'raxx-console-prod',
  environment,
  sha: to_sha ?? '',
  from_sha: '',
  countersign_deploy: deploy_id,
})

/** The event as the domain has it, with the person under some id: what the executor does inside its transaction. */
function gateEventOf(seen: Seen): GateEvent {
  switch (seen.kind) {
    case 'approved':
      return {
        kind: 'approved',
        approval: { by: { id: seen.by.subject, digest: 'z' }, at: seen.at, comment: seen.comment },
      }
    case 'ended': {
      const { outcome, at, by, detail } = seen
      const ending = { outcome, at, by: by ? { id: by.subject, digest: 'z' } : who, detail, observed_sha: null }
      return { kind: 'ended', ending }
    }
    default:
      return seen
  }
}

/**
 * Follows without waiting: at each pause the next of these things happens at the forge. When all have, one more look is
 * taken, and then it is broken off.
 */
export async function follow(
  forge: FakeGithub,
  user: ForgeUser | null,
  deploy: Deploy,
  happenings: (() => unknown)[] = [],
  more: Partial<Followed> = {},
) {
  const stop = new AbortController()
  const seen: Seen[] = []
  const lines: string[] = []
  const reviewers: Reviewers[] = []
  const pauses: number[] = []
  let row = deploy
  const pending = [...happenings, () => undefined]
  const last = await followRun(
    {
      deploy,
      ci: ciOf(forge),
      token: async () => user?.token ?? null,
      fetch,
      clock: Date.now,
      signal: stop.signal,
      async pause(ms) {
        pauses.push(ms)
        const next = pending.shift()
        if (next === undefined) return stop.abort()
        await next()
      },
      ...more,
    },
    {
      async event(one) {
        seen.push(one)
        const decision = decideOnDeploy(row, gateEventOf(one))
        if (!decision.ok) throw new Error(`${one.kind}: ${decision.refusal.detail}`)
        row = evolveDeploy(row, decision.value)
        return row
      },
      line: (text) => lines.push(text),
      reviewers: (found) => reviewers.push(found),
    },
  )
  return { deploy: last, seen, kinds: seen.map(kindOf), lines, reviewers, pauses }
}

const kindOf = (seen: Seen): string => (seen.kind === 'ended' ? seen.outcome : seen.kind)
