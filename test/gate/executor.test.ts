import { expect, test } from 'vitest'
import type { Outcome } from '../../shared/domain/gate.ts'
import type { NewCommit } from '../fakes/service-repository.ts'
import { engines } from '../support/engines.ts'
import { type Console, withGate } from './run-kit.ts'

const asLine = ({ kind, text }: { kind: string; text: string }): string => {
  if (kind !== 'line') return `${kind} ${JSON.parse(text).event ?? JSON.parse(text).n}`
  return text.replace(/[0-9a-f]{12,}/g, 'SHA').replace(/^remote: /, '')
}

test.each(engines)('P3: every step is in the ledger before the next begins, and the service runs it (%s)', (engine) =>
  withGate(engine, {}, async ({ service, open }) => {
    const sha = service.commit({ says: ['hello from the hook'] })
    const { start, run, entriesOf, log, standing, verify } = await open()
    start()
    const deploy = await run({ from_sha: null, to_sha: sha })
    const { began_by } = deploy
    expect(deploy.stage).toMatchObject({ state: 'audit_written', ending: { outcome: 'success', by: began_by } })
    expect(service.head()).toBe(sha)
    const entries = await entriesOf(deploy.deploy_id)
    expect(entries.map(({ action }) => action)).toEqual([
      'console.deploy.prod',
      'deploy.smoke.started',
      'deploy.smoke.passed',
      'deploy.push.started',
      'deploy.push.done',
      'deploy.health.probed',
      'console.deploy.prod',
    ])
    expect(new Set(entries.map(({ actor_id }) => actor_id))).toEqual(new Set([began_by.id]))
    expect((await log(deploy.deploy_id)).map(asLine)).toEqual([
      'state smoke_started',
      expect.stringContaining('No smoke gate'),
      'state smoke_passed',
      'state deploy_started',
      '-----> deploying SHA',
      'hello from the hook',
      '-----> launched',
      'state deployed',
      'health 1',
      'state ended',
    ])
    expect(await standing()).toMatchObject({ running: { sha, deploy_id: deploy.deploy_id, release: deploy.release } })
    expect(await verify()).toMatchObject({ ok: true })
  }),
)

type Scene = {
  what: string
  commit: NewCommit
  surface?: object
  outcome: Outcome
  detail: RegExp | null
  probes: number
  /** Whether the remote has it afterwards. */
  isOut: boolean
}
const scenes: Scene[] = [
  {
    what: 'slow to start, then well',
    commit: { healthyAfter: 2 },
    ...{ outcome: 'success', detail: null, probes: 3, isOut: true },
  },
  {
    what: 'never well',
    commit: { healthy: false },
    ...{ outcome: 'health_check_failed', detail: /all 3 probes. The last: It answered 503\.$/, probes: 3, isOut: true },
  },
  {
    what: 'does not listen',
    commit: { starts: false },
    ...{ outcome: 'health_check_failed', detail: /could not be asked/, probes: 3, isOut: true },
  },
  {
    what: 'refused by the remote',
    commit: { refuse: 'no room for this' },
    ...{ outcome: 'deploy_failed', detail: /./, probes: 0, isOut: false },
  },
  {
    what: 'nobody knows where to ask for its health',
    commit: {},
    surface: { health: { url: null } },
    ...{ outcome: 'success', detail: /no address is known/, probes: 0, isOut: true },
  },
]

test.each(scenes)(
  'P5, looked at after it went out: $what: $outcome',
  ({ commit, surface = {}, outcome, detail, probes, isOut }) =>
    withGate('sqlite', surface, async ({ service, open }) => {
      const before = service.commit()
      service.push(before)
      const sha = service.commit(commit)
      const { start, run, lines, verify, standing } = await open()
      start()
      const deploy = await run({ from_sha: before, to_sha: sha })
      const observed_sha = outcome === 'deploy_failed' ? before : null
      expect(deploy.stage.ending).toMatchObject({ outcome, observed_sha })
      if (detail) expect(deploy.stage.ending?.detail).toMatch(detail)
      expect(deploy.probes.map(({ n }) => n)).toEqual(Array.from({ length: probes }, (_, n) => n + 1))
      expect(service.head()).toBe(isOut ? sha : before)
      if (commit.refuse) expect((await lines(deploy.deploy_id)).join('\n')).toContain(commit.refuse)
      expect((await standing()).running?.sha ?? null).toBe(isOut ? sha : null)
      expect(await verify()).toMatchObject({ ok: true })
    }),
)

test('what moved between the preview and the push is not pushed over', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const before = service.commit()
    service.push(before)
    const sha = service.commit()
    const other = service.commit()
    const { start, begin, over, deploy } = await open()
    const id = await begin({ from_sha: before, to_sha: sha })
    service.push(other)
    start()
    await over(id)
    expect((await deploy(id)).stage).toMatchObject({ state: 'deploy_failed', ending: { outcome: 'deploy_failed' } })
    expect((await deploy(id)).stage.ending?.detail).toMatch(/\.$/)
    expect(service.head()).toBe(other)
  }))

test('a surface that was defined anew since the preview is not deployed to', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit()
    const { start, begin, over, deploy } = await open()
    const id = await begin({ from_sha: null, to_sha: sha, definition_digest: 'sha256:another' })
    start()
    await over(id)
    expect((await deploy(id)).stage).toMatchObject({ state: 'triggered', ending: { outcome: 'cancelled' } })
    expect(service.head()).toBeNull()
  }))

const rolledBack = async ({ run }: Pick<Console, 'run'>, shas: { good: string; bad: string }) => {
  const good = await run({ from_sha: null, to_sha: shas.good })
  const bad = await run({ from_sha: shas.good, to_sha: shas.bad })
  const back = { from_sha: shas.bad, to_sha: shas.good, to_release: good.release }
  return { bad, back: await run({ kind: 'rollback', ...back }) }
}

test.each(engines)('P4: a rollback returns to what ran, asking nothing and building nothing (%s)', (engine) =>
  withGate(engine, {}, async ({ service, open }) => {
    const [good, bad] = [service.commit(), service.commit({ healthy: false })]
    const console = await open()
    console.start()
    const { back, ...was } = await rolledBack(console, { good, bad })
    expect(was.bad.stage.ending?.outcome).toBe('health_check_failed')
    expect(back.stage.ending?.outcome).toBe('success')
    expect(service.head()).toBe(good)
    expect((await console.entriesOf(back.deploy_id)).map(({ action }) => action)).toEqual([
      'console.deploy.prod',
      'deploy.push.started',
      'deploy.push.done',
      'deploy.health.probed',
      'console.deploy.prod',
    ])
    expect(await console.standing()).toMatchObject({ running: { sha: good, deploy_id: back.deploy_id } })
    expect(await console.verify()).toMatchObject({ ok: true })
  }),
)

test('a rollback to a release that is not there has failed, and says so', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit()
    const { start, run } = await open()
    start()
    await run({ from_sha: null, to_sha: sha })
    const back = await run({ kind: 'rollback', from_sha: sha, to_sha: sha, to_release: 'r77' })
    expect(back.stage.ending).toMatchObject({ outcome: 'deploy_failed', detail: expect.stringContaining('r77') })
    expect(service.head()).toBe(sha)
  }))
