import { expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { grace } from '../support/people.ts'
import { type Console, withGate } from './run-kit.ts'

const graceIn = ({ services: { store, workspace } }: Console) => store.write(workspace, (tx) => knowActor(tx, grace))

test.each(engines)('stopped before the remote took it: nothing has changed, and it says so (%s)', (engine) =>
  withGate(engine, {}, async ({ service, open }) => {
    const before = service.commit()
    service.push(before)
    const sha = service.commit({ hold: 'before' })
    const console = await open()
    console.start()
    const id = await console.begin({ from_sha: before, to_sha: sha })
    await service.held()
    await console.stop(id)
    await console.over(id)
    const { stage } = await console.deploy(id)
    const { id: by } = await graceIn(console)
    expect(stage).toMatchObject({
      state: 'deploying',
      ending: { outcome: 'cancelled', by: { id: by }, observed_sha: before },
    })
    expect(stage.ending?.detail).toMatch(/may have taken effect\. [0-9a-f]{7} runs there now, which is what ran before/)
    expect(service.head()).toBe(before)
    expect((await console.entriesOf(id)).at(-1)).toMatchObject({ action: 'console.deploy.prod', actor_id: by })
    expect(await console.verify()).toMatchObject({ ok: true })
  }),
)

test('stopped after the remote took it: it says what runs really', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const before = service.commit()
    service.push(before)
    const sha = service.commit({ hold: 'after' })
    const console = await open()
    console.start()
    const id = await console.begin({ from_sha: before, to_sha: sha })
    await service.held()
    await console.stop(id)
    await console.over(id)
    expect((await console.deploy(id)).stage.ending).toMatchObject({ outcome: 'cancelled', observed_sha: sha })
  }))

test('stopped while its health is waited for, the wait is over at once', () =>
  withGate('sqlite', { health: { interval_seconds: 600 } }, async ({ service, surface, open }) => {
    const sha = service.commit({ healthy: false })
    const console = await open()
    console.start()
    const id = await console.begin({ from_sha: null, to_sha: sha, health_attempts: 3 })
    await console.reaches(id, 'health_check')
    await console.stop(id)
    await console.over(id)
    expect(surface.health.interval_seconds).toBe(600)
    expect((await console.deploy(id)).stage).toMatchObject({
      state: 'health_check',
      ending: { outcome: 'cancelled', observed_sha: sha },
    })
  }))

test('stopped before it was taken up at all', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit()
    const console = await open()
    const id = await console.begin({ from_sha: null, to_sha: sha })
    await console.stop(id)
    console.start()
    await console.over(id)
    expect((await console.deploy(id)).stage).toMatchObject({ state: 'triggered', ending: { outcome: 'cancelled' } })
    expect(service.head()).toBeNull()
  }))

test.each(engines)('whoever asks for it in another process is heard (%s)', (engine) =>
  withGate(engine, {}, async ({ service, open }) => {
    const sha = service.commit({ hold: 'before' })
    const [here, there] = [await open(), await open()]
    here.start()
    there.start()
    const id = await here.begin({ from_sha: null, to_sha: sha })
    await service.held()
    await there.stop(id)
    await there.over(id)
    expect((await there.deploy(id)).stage.ending?.outcome).toBe('cancelled')
  }),
)

test.each(['before', 'after'] as const)('a rollback stops the deploy that is under way, held %s', (hold) =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const [good, bad] = [service.commit(), service.commit({ hold })]
    const [here, there] = [await open(), await open()]
    here.start()
    there.start()
    const { release } = await here.run({ from_sha: null, to_sha: good })
    const id = await here.begin({ from_sha: good, to_sha: bad })
    await service.held()
    const back = await there.begin({ kind: 'rollback', from_sha: bad, to_sha: good, to_release: release }, grace)
    await there.over(back)
    expect((await there.deploy(id)).stage.ending).toMatchObject({ outcome: 'cancelled', by: await idOf(there) })
    expect((await there.deploy(back)).stage.ending?.outcome).toBe('success')
    expect(service.head()).toBe(good)
    const all = (await there.entries()).filter(({ action }) => action === 'console.deploy.prod')
    const place = (of: string, phase: string) =>
      all.find(({ subject, data }) => subject === `deploy:${of}` && JSON.stringify(data).includes(`"phase":"${phase}"`))
        ?.seq ?? 0
    expect(place(id, 'outcome')).toBeGreaterThan(place(back, 'intent'))
    expect(place(id, 'outcome')).toBeLessThan(place(back, 'outcome'))
    expect(await there.verify()).toMatchObject({ ok: true })
  }),
)

const idOf = async (console: Console) => ({ id: (await graceIn(console)).id })

test('a rollback does not wait for ever for a deploy that does not end', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const [good, bad] = [service.commit(), service.commit()]
    const [here, there] = [await open(), await open({}, { stop_wait_ms: 100 })]
    there.start()
    const { release } = await there.run({ from_sha: null, to_sha: good })
    await there.run({ from_sha: good, to_sha: bad })
    // It is said to live, and nobody carries it out.
    const stuck = await here.begin({ from_sha: bad, to_sha: good })
    const back = await there.run({ kind: 'rollback', from_sha: bad, to_sha: good, to_release: release })
    expect(back.stage.ending?.outcome).toBe('success')
    expect((await there.lines(back.deploy_id)).join('\n')).toContain('goes on all the same')
    expect((await there.deploy(stuck)).stage.ending).toBeNull()
    await until('the service runs it', () => service.head() === good)
  }))

test('a rollback to what runs pushes nothing, and looks at its health', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const [good, next] = [service.commit(), service.commit()]
    const console = await open()
    const there = await open()
    there.start()
    const { release } = await there.run({ from_sha: null, to_sha: good })
    // Asked to stop before its process took it up: it comes to no push, though that process goes on with it.
    const id = await console.begin({ from_sha: good, to_sha: next })
    const back = await there.begin({ kind: 'rollback', from_sha: good, to_sha: good, to_release: release })
    console.start()
    await there.over(back)
    await there.over(id)
    const ended = await there.deploy(back)
    expect(ended).toMatchObject({ release, stage: { ending: { outcome: 'success' } } })
    expect(ended.probes).toMatchObject([{ ok: true }])
    expect((await there.lines(back)).join('\n')).toContain('nothing to go back from')
    expect((await there.deploy(id)).stage).toMatchObject({ state: 'triggered', ending: { outcome: 'cancelled' } })
    expect(service.git('remote', 'for-each-ref', 'refs/countersign/releases').split('\n')).toHaveLength(1)
    expect((await there.standing()).running).toMatchObject({ sha: good, release })
    expect(await there.verify()).toMatchObject({ ok: true })
  }))
