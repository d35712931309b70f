import { describe, expect, test } from 'vitest'
import { HostRefused } from '../../main/gate/host.ts'
import { openLocalHost } from '../../main/gate/hosts/local.ts'
import { engines } from '../support/engines.ts'
import { withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

const unanswered = async () => {
  throw new HostRefused('it does not answer')
}

describe.each(engines)('the button that goes back, on %s', (engine) => {
  test('pressed while a deploy has pushed nothing: that is stopped, what runs stays, and nothing is in quarantine', () =>
    withDesk(
      engine,
      async (desk) => {
        const good = desk.service.commit()
        desk.service.push(good)
        desk.service.commit()
        const { preview_id } = await desk.diff()
        const one = await desk.begun(desk.begin(preview_id))
        expect((await desk.surface('?fresh=true', 'commander')).rollback).toMatchObject({
          to: { sha: good },
          enabled: true,
        })
        const back = await desk.begun(desk.rollback())
        expect(back).toMatchObject({ from_sha: good, to_sha: good })
        expect(await desk.deploy(one.id)).toMatchObject({ stopping: true })
        expect((await desk.surface('', 'commander')).quarantined).toEqual([])
        expect(desk.service.head()).toBe(good)
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { carried: false },
    ))

  test('a deploy that the remote refused has changed nothing: no second rollback fires after it', () =>
    withDesk(engine, async (desk) => {
      const first = desk.service.commit()
      await desk.out()
      desk.service.commit()
      await desk.out()
      const { id } = await desk.begun(desk.rollback())
      await desk.idle()
      desk.service.commit({ refuse: 'Not today', parent: first })
      expect(await desk.out()).toMatchObject({ outcome: 'deploy_failed', observed_sha: first })
      await problemOf(await desk.rollback(), 409, 'already_rolled_back')
      expect((await desk.surface('', 'commander')).quarantined).toMatchObject([{ deploy_id: id }])
      expect(desk.service.head()).toBe(first)
    }))

  test('a release that there is not is refused, and nothing is written', () =>
    withDesk(engine, async (desk) => {
      desk.service.commit()
      await desk.out()
      const second = desk.service.commit()
      await desk.out()
      const { issues } = await problemOf(await desk.rollback({ to_release: 'v99' }), 422, 'invalid_input')
      expect(issues).toMatchObject([{ path: ['to_release'] }])
      expect((await desk.page()).items.filter(({ kind }) => kind === 'rollback')).toEqual([])
      expect((await desk.surface('', 'commander')).quarantined).toEqual([])
      expect(desk.service.head()).toBe(second)
    }))

  test('what a surface offers just after its first deploy is taken, though the same commit has a name by then', () =>
    withDesk(engine, async (desk) => {
      const before = desk.service.commit()
      desk.service.push(before)
      await desk.surface('?fresh=true')
      const bad = desk.service.commit({ healthy: false })
      expect(await desk.out()).toMatchObject({ outcome: 'health_check_failed' })
      const { rollback } = await desk.surface('', 'commander')
      expect(rollback).toMatchObject({ to: { id: before, label: 'Pushed past this console' }, enabled: true })
      await problemOf(await desk.rollback({ to_release: before.slice(0, 12) }), 422, 'invalid_input')
      const back = await desk.begun(desk.rollback({ to_release: before }))
      expect(back).toMatchObject({ from_sha: bad, to_sha: before, to_release: 'v1' })
      await desk.idle()
      expect(await desk.deploy(back.id)).toMatchObject({ outcome: 'success', release: 'v3' })
      expect(desk.service.head()).toBe(before)
      expect((await desk.surface('', 'commander')).quarantined).toMatchObject([{ sha: bad }])
      // By none of its names does it fire twice.
      for (const to_release of [before, 'v1', 'v3'])
        await problemOf(await desk.rollback({ to_release }), 409, 'already_rolled_back')
      expect((await desk.page()).items.filter(({ kind }) => kind === 'rollback')).toHaveLength(1)
      expect(await desk.verify()).toMatchObject({ ok: true })
    }))

  test('what was put there by somebody else after a rollback can be left for what it had gone back to', () =>
    withDesk(engine, async (desk) => {
      const first = desk.service.commit()
      await desk.out()
      desk.service.commit()
      await desk.out()
      await desk.begun(desk.rollback())
      await desk.idle()
      const byHand = desk.service.commit()
      desk.service.push(byHand)
      const back = await desk.begun(desk.rollback({ to_release: 'v3' }))
      expect(back).toMatchObject({ from_sha: byHand, to_sha: first, to_release: 'v3' })
      await desk.idle()
      expect(desk.service.head()).toBe(first)
    }))

  test('a name that nobody could look up is taken; what it left is in quarantine once it went back, not before', () =>
    withDesk(
      engine,
      async (desk) => {
        const first = desk.service.commit()
        await desk.out()
        const second = desk.service.commit()
        await desk.out()
        const slip = await desk.begun(desk.rollback({ to_release: 'v99' }))
        await desk.idle()
        expect(await desk.deploy(slip.id)).toMatchObject({ outcome: 'deploy_failed', observed_sha: second })
        expect((await desk.surface('', 'commander')).quarantined).toEqual([])
        // Of somebody else's making: the ledger does not know it.
        desk.service.git('remote', 'update-ref', 'refs/countersign/releases/9', first)
        const back = await desk.begun(desk.rollback({ to_release: 'v9' }))
        await desk.idle()
        expect(await desk.deploy(back.id)).toMatchObject({ outcome: 'success', to_sha: null })
        expect(desk.service.head()).toBe(first)
        expect((await desk.surface('', 'commander')).quarantined).toMatchObject([{ sha: second, deploy_id: back.id }])
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { gate: { openHost: (needs) => ({ ...openLocalHost(needs), releases: unanswered }) } },
    ))

  test('while one is under way, another release that is named takes its place', () =>
    withDesk(
      engine,
      async (desk) => {
        const sha = desk.service.commit()
        desk.service.push(sha)
        desk.service.git('remote', 'update-ref', 'refs/countersign/releases/1', sha)
        desk.service.git('remote', 'update-ref', 'refs/countersign/releases/2', sha)
        const one = await desk.begun(desk.rollback({ to_release: 'v1' }))
        await problemOf(await desk.rollback({ to_release: 'v1' }), 409, 'already_rolled_back')
        await problemOf(await desk.rollback(), 409, 'already_rolled_back')
        const two = await desk.begun(desk.rollback({ to_release: 'v2' }))
        expect(await desk.deploy(one.id)).toMatchObject({ stopping: true })
        expect(await desk.deploy(two.id)).toMatchObject({ stopping: false, to_release: 'v2' })
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { carried: false },
    ))

  test('what was cancelled and is out all the same is what runs, by the ledger too; going back from it works', () =>
    withDesk(engine, async (desk) => {
      const first = desk.service.commit()
      await desk.out()
      const second = desk.service.commit({ hold: 'after' })
      const { preview_id } = await desk.diff()
      const { id } = await desk.begun(desk.begin(preview_id))
      await desk.service.held()
      await desk.done(desk.send(`/api/v1/deploys/${id}/cancel`, {}, 'commander'))
      await desk.idle()
      expect(await desk.deploy(id)).toMatchObject({ outcome: 'cancelled', observed_sha: second })
      expect((await desk.surface('?fresh=true', 'commander')).running).toMatchObject({ sha: second, drifted: false })
      const back = await desk.begun(desk.rollback())
      expect(back).toMatchObject({ from_sha: second, to_sha: first })
      await desk.idle()
      expect(await desk.deploy(back.id)).toMatchObject({ outcome: 'success' })
      expect(desk.service.head()).toBe(first)
      expect(await desk.verify()).toMatchObject({ ok: true })
    }))
})
