import { expect, test } from 'vitest'
import { openLocalHost } from '../../main/gate/hosts/local.ts'
import { takeLease } from '../../main/store/deploy-leases.ts'
import { outcomeOf } from '../../shared/domain/gate.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { withGate } from './run-kit.ts'

/** A process that does not say any more that it lives, and does not know it: asleep, or cut off. */
const asleep = { lease_ms: 300, heartbeat_ms: 1_000_000 }

test.each(engines)('what another process has settled meanwhile is not gone on with (%s)', (engine) =>
  withGate(engine, {}, async ({ service, open }) => {
    const before = service.commit()
    service.push(before)
    const sha = service.commit({ hold: 'before' })
    const here = await open({}, asleep)
    here.start()
    const id = await here.begin({ from_sha: before, to_sha: sha })
    await service.held()
    const there = await open()
    there.start()
    await there.over(id)
    const { stage } = await there.deploy(id)
    expect(stage).toMatchObject({ state: 'deploying', ending: { outcome: 'unknown', observed_sha: before } })
    expect(stage.ending?.detail).toMatch(
      /^The process that carried it out ended while it was pushed; the push may have taken effect\. [0-9a-f]{7} runs there now, which is what ran before\. It was begun on another machine, where the push may still go on: look again before you rely on it\.$/,
    )
    const entries = await there.entriesOf(id)
    expect(entries.at(-1)?.actor_id).not.toBe(entries[0]?.actor_id)
    service.go()
    await here.idle()
    expect(await there.entriesOf(id)).toHaveLength(entries.length)
    expect(await there.verify()).toMatchObject({ ok: true })
  }),
)

test('what was begun and not taken up when its process ended is not begun by another', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit()
    const here = await open()
    const id = await here.begin({ from_sha: null, to_sha: sha }, undefined, 0)
    await here.close()
    const there = await open()
    there.start()
    await there.over(id)
    expect((await there.deploy(id)).stage).toMatchObject({ state: 'triggered', ending: { outcome: 'unknown' } })
    expect((await there.deploy(id)).stage.ending?.detail).toMatch(/before anything was pushed\. Nothing runs there/)
    expect(service.head()).toBeNull()
  }))

test('what was lost is known by the next start, and a rollback from it works', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const [good, bad] = [service.commit(), service.commit({ hold: 'after' })]
    const here = await open({}, asleep)
    here.start()
    const { release } = await here.run({ from_sha: null, to_sha: good })
    const id = await here.begin({ from_sha: good, to_sha: bad })
    await service.held()
    const there = await open()
    there.start()
    await there.over(id)
    expect((await there.deploy(id)).stage.ending).toMatchObject({ outcome: 'unknown', observed_sha: bad })
    const back = await there.run({ kind: 'rollback', from_sha: bad, to_sha: good, to_release: release })
    expect(outcomeOf(back)).toBe('success')
    expect(service.head()).toBe(good)
  }))

test('a program that is closed lets the push that is under way come to its end, and says what it did not see', () =>
  withGate('sqlite', { health: { interval_seconds: 600 } }, async ({ service, open }) => {
    const sha = service.commit({ hold: 'before' })
    const here = await open()
    here.start()
    const id = await here.begin({ from_sha: null, to_sha: sha })
    await service.held()
    const closing = here.close()
    service.go()
    await closing
    const there = await open()
    const { stage } = await there.deploy(id)
    expect(stage).toMatchObject({ state: 'health_check', ending: { outcome: 'unknown', observed_sha: sha } })
    expect(stage.ending?.detail).toMatch(/^The program was closed after it was pushed/)
    expect(service.head()).toBe(sha)
    expect(await there.verify()).toMatchObject({ ok: true })
  }))

test('a push that does not end when the program is closed is broken off, and that is told', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit({ hold: 'before' })
    const here = await open({}, { grace_ms: 50 })
    here.start()
    const id = await here.begin({ from_sha: null, to_sha: sha })
    await service.held()
    await here.close()
    const there = await open()
    expect((await there.deploy(id)).stage).toMatchObject({
      state: 'deploying',
      ending: { outcome: 'unknown', observed_sha: null },
    })
    expect(service.head()).toBeNull()
  }))

test('a host that does not say what runs leaves it unknown, and says so', () =>
  withGate('sqlite', { repository: '/nowhere', remote: '/nowhere' }, async ({ open }) => {
    const here = await open()
    const id = await here.begin({ from_sha: null, to_sha: 'a'.repeat(40) }, undefined, 0)
    await here.close()
    const there = await open()
    there.start()
    await there.over(id)
    const ending = (await there.deploy(id)).stage.ending
    expect(ending).toMatchObject({ outcome: 'unknown', observed_sha: null })
    expect(ending?.detail).toContain('could not be found out')
  }))

test('of two that find it lost, one settles it', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit()
    const here = await open()
    const id = await here.begin({ from_sha: null, to_sha: sha }, undefined, 0)
    const others = [await open(), await open()]
    for (const { start } of others) start()
    await until('it is settled', async () => outcomeOf(await here.deploy(id)) !== null)
    for (const { idle } of others) await idle()
    expect(await here.entriesOf(id)).toHaveLength(2)
  }))

test('what another process has taken over is not gone on with, whether or not it has said anything of it', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit({ hold: 'before' })
    const here = await open({}, asleep)
    here.start()
    const id = await here.begin({ from_sha: null, to_sha: sha }, undefined, 300)
    await service.held()
    const { store, workspace } = here.services
    const forever = '2999-01-01T00:00:00.000Z'
    await until('it is taken over', () =>
      store.write(workspace, (tx) => takeLease(tx, id, { lease: 'another', until: forever })),
    )
    service.go()
    await here.idle()
    expect((await here.entriesOf(id)).at(-1)?.action).toBe('deploy.push.started')
    expect(outcomeOf(await here.deploy(id))).toBeNull()
  }))

test('a fault of this program ends it as unknown, once, and what it was stands in the program’s log alone', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const sha = service.commit()
    let pushes = 0
    const console = await open({
      openHost: (needs) => ({
        ...openLocalHost(needs),
        deploy: async () => {
          pushes += 1
          throw new TypeError('nobody thought of this')
        },
      }),
    })
    console.start()
    const deploy = await console.run({ from_sha: null, to_sha: sha })
    await console.idle()
    expect(deploy.stage).toMatchObject({ state: 'deploying', ending: { outcome: 'unknown', observed_sha: null } })
    expect(deploy.stage.ending?.detail).toMatch(/^A fault of this program ended it while it was pushed/)
    expect(JSON.stringify([await console.entries(), await console.log(deploy.deploy_id)])).not.toContain('thought')
    expect(console.logged()).toContain('nobody thought of this')
    expect(pushes).toBe(1)
  }))
