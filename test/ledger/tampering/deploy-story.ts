import type { Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import { type Caller, callerWith } from '../../../main/use-cases/caller.ts'
import { advanceDeploy } from '../../../main/use-cases/deploys/advance-deploy.ts'
import { beginDeploy } from '../../../main/use-cases/deploys/begin-deploy.ts'
import { recordDeploy } from '../../../main/use-cases/deploys/record-deploy.ts'
import { startRollback } from '../../../main/use-cases/deploys/start-rollback.ts'
import { type Asked, commandSurface } from '../../../main/use-cases/surfaces/command-surface.ts'
import { findKnownSurface } from '../../../main/use-cases/surfaces/known-surfaces.ts'
import { putSurface } from '../../../main/use-cases/surfaces/put-surface.ts'
import type { Act } from '../../../main/use-cases/transition.ts'
import { DeployReport } from '../../../shared/contract/deploys.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import type { GateEvent, Outcome } from '../../../shared/domain/gate.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { reportOf } from '../../http/row-places.ts'

export const sha = (letter: string) => letter.repeat(40)
const reason = 'Größe: „late“'

const callerOf = (identity: Identity, id: string, workspace: string): Caller =>
  callerWith({
    mode: 'api_key',
    actor: { ...identity, id },
    workspace,
    roles: ['admin'],
    groups: [],
    client: identity.subject,
  })

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.detail)
  return result.value
}

/** What somebody does in a transaction of its own. */
export const actAs = <T>(services: Services, workspace: string, by: Identity, does: (act: Act) => Promise<T>) =>
  services.store.write(workspace, async (tx) => {
    const who = await knowActor(tx, by)
    return does({ tx, caller: callerOf(by, who.id, workspace), who, signedIn: null })
  })

const surfaceOf = (round: string) => ({
  host: 'heroku' as const,
  name: `Console ${round}`,
  app: `raxx-console-${round}`,
  repository: 'https://github.com/raxx/raxx.git',
  paths: { local: {}, ci: { repository: 'raxx/raxx' } },
  health: { url: 'https://console.example/health', attempts: 1 },
  settings: { api_key: 'SURFACE_KEY' },
})

/** Everything that can become of deploys and of a surface; what is open at the end of it stays so. */
export async function tellDeploys(services: Services, workspace: string, by: Identity, round: string): Promise<void> {
  const id = `console-${round}`
  const act = <T>(does: (act: Act) => Promise<T>) => actAs(services, workspace, by, does)
  const command = (asked: Asked) => act(async (each) => must(await commandSurface(services, each, id, asked)))
  const begin = (letters: [from: string, to: string], changed: object = {}) =>
    act(async (each) => {
      const known = await findKnownSurface(services, each.tx.db, workspace, id)
      if (known === undefined) throw new Error('there is no surface')
      const [from_sha, to_sha] = letters.map(sha) as [string, string]
      const facts = { kind: 'deploy', path: 'local', from_sha, to_sha, to_release: null } as const
      const more = { break_glass: false, passes: [], warnings: ['A probe failed.'] }
      return (await beginDeploy(services, each, known.surface, { ...facts, ...more, ...changed })).deploy.deploy_id
    })
  const advance = (deploy_id: string, ...events: ((now: string, act: Act) => GateEvent)[]) =>
    act(async (each) => {
      for (const event of events) must(await advanceDeploy(each.tx, deploy_id, event(each.tx.now, each), each.who))
    })
  const end = (outcome: Outcome) => (at: string, each: Act) =>
    ({ kind: 'ended', ending: { outcome, at, by: each.who, detail: reason, observed_sha: null } }) as const
  const probe = (ok: boolean) => (at: string) =>
    ({
      kind: 'probed',
      probe: { n: 1, at, ok, status: ok ? 200 : 503, ms: 4, error: ok ? null : 'It answered 503.' },
    }) as const
  const push = [
    () => ({ kind: 'smoke_started' }) as const,
    () => ({ kind: 'smoke_passed', detail: 'Fine.' }) as const,
    () => ({ kind: 'deploy_started' }) as const,
    () => ({ kind: 'deployed', release: `v2 ${round}` }) as const,
  ]

  await act(async (each) => must(await putSurface(services, each, id, surfaceOf('first'))))
  await act(async (each) => must(await putSurface(services, each, id, surfaceOf(round))))
  await advance(await begin(['a', 'b']), ...push, probe(true), end('success'))
  await advance(await begin(['b', 'c'], { break_glass: true }), ...push, probe(false), end('health_check_failed'))
  const back = await act(async (each) => {
    const known = await findKnownSurface(services, each.tx.db, workspace, id)
    if (known === undefined) throw new Error('there is no surface')
    const to = { id: `v1 ${round}`, sha: sha('b'), at: null, label: 'v1' }
    const running = { sha: sha('c'), release: null, since: null }
    const releases = [{ id: `v2 ${round}`, sha: sha('c'), at: null, label: 'v2' }, to]
    const told = { at: each.tx.now, releases, why: null, whole: true, running }
    return must(await startRollback(services, each, known, { reason }, told)).deploy.deploy_id
  })
  const went = () => ({ kind: 'deployed', release: `v3 ${round}` }) as const
  await advance(back, () => ({ kind: 'deploy_started' }), went, probe(true), end('success'))
  await command({ name: 'lift_quarantine', sha: sha('c'), reason })
  await command({ name: 'lock', reason })
  await command({ name: 'freeze', until: new Date(services.clock() + 3_600_000).toISOString(), reason })
  const passes = [
    { of: 'lock', reason },
    { of: 'freeze', reason },
  ]
  await advance(await begin(['b', 'd'], { passes }), end('unknown'))
  await command({ name: 'unlock', reason })
  await act(async (each) =>
    must(
      await recordDeploy(services, each, { ...report(), approved_by: 'avery', run_url: `https://x.example/${round}` }),
    ),
  )
  await begin(['b', 'e'], { passes })
}

const report = () => DeployReport.parse(reportOf({ actor: 'avery' }))
