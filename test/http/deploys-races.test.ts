import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { joinQueue } from './action-kit.ts'
import { deploys, surfaces, withDesk } from './deploy-kit.ts'

describe.each(engines)('at once, on %s', (engine) => {
  test('of many who deploy in two processes one begins', () =>
    withDesk(
      engine,
      async (desk) => {
        desk.service.push(desk.service.commit())
        desk.service.commit()
        const { preview_id } = await desk.diff()
        const { gate } = desk.services
        const other = await joinQueue(engine, desk, {
          change: (services) => ({ ...services, workspace: 'w', gate: { ...gate, id: randomUUID() } }),
        })
        const body = { surface: 'console', path: 'local', phrase: 'deploy console to prod', preview_id }
        const answers = await Promise.all(
          [desk, other, desk, other].map(({ send }) => send(deploys, body, 'commander')),
        )
        expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
        expect((await desk.page('?in_flight=true')).items).toHaveLength(1)
        await other.services.close()
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { carried: false },
    ))

  test('of two presses of the rollback one begins, the other is told so; one bad commit is in quarantine', () =>
    withDesk(engine, async (desk) => {
      const first = desk.service.commit()
      await desk.out()
      const second = desk.service.commit()
      await desk.out()
      const answers = await Promise.all([desk.rollback(), desk.rollback(), desk.rollback({}, 'deputy')])
      const bodies = await Promise.all(answers.map(async (each) => (await each.json()) as { code?: string }))
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
      expect(bodies.map(({ code }) => code).filter(Boolean)).toEqual(['already_rolled_back', 'already_rolled_back'])
      await desk.idle()
      expect(desk.service.head()).toBe(first)
      const again = await (await desk.rollback()).json()
      expect(again).toMatchObject({ code: 'already_rolled_back' })
      expect((await desk.surface()).quarantined.map(({ sha }) => sha)).toEqual([second])
      const { preview_id } = await desk.diff(`?to=${second}`)
      expect(await (await desk.begin(preview_id)).json()).toMatchObject({ code: 'quarantined', sha: second })
      const reason = 'It was not the code'
      const wrong = await desk.command(`quarantine/${first}/lift`, { reason })
      expect(wrong.status).toBe(404)
      expect((await desk.commanded(`quarantine/${second}/lift`, { reason })).quarantined).toEqual([])
      expect(await desk.out()).toMatchObject({ outcome: 'success', to_sha: second })
      expect(await desk.verify()).toMatchObject({ ok: true })
    }))

  test('what is sent again under its key is answered as before, and begins nothing', () =>
    withDesk(
      engine,
      async (desk) => {
        desk.service.push(desk.service.commit())
        desk.service.commit()
        const { preview_id } = await desk.diff()
        const once = { once: 'deploy-1' }
        const answers = await Promise.all([1, 2].map(() => desk.begin(preview_id, {}, 'commander', once)))
        const [one, two] = await Promise.all(answers.map((each) => each.text()))
        expect(answers.map(({ status }) => status)).toEqual([201, 201])
        expect(two).toBe(one)
        expect((await desk.page()).items).toHaveLength(1)
        const other = await desk.begin(preview_id, { phrase: 'x' }, 'commander', once)
        expect(await other.json()).toMatchObject({ code: 'idempotency_mismatch' })
      },
      { carried: false },
    ))

  test('a rollback while a deploy goes out stops it, and returns to what ran before', () =>
    withDesk(engine, async (desk) => {
      const first = desk.service.commit()
      await desk.out()
      const second = desk.service.commit({ hold: 'before' })
      const { preview_id } = await desk.diff()
      const { id } = await desk.begun(desk.begin(preview_id))
      await desk.service.held()
      const back = await desk.begun(desk.rollback())
      expect(back).toMatchObject({ from_sha: second, to_sha: first })
      desk.service.go()
      await desk.idle()
      expect(await desk.deploy(id)).toMatchObject({ outcome: 'cancelled' })
      expect(await desk.deploy(back.id)).toMatchObject({ outcome: 'success' })
      expect(desk.service.head()).toBe(first)
      expect((await desk.surface()).quarantined.map(({ sha }) => sha)).toEqual([second])
      expect(await desk.verify()).toMatchObject({ ok: true })
    }))

  test('a rollback is begun though its host does not answer: the ledger knows the release before', () =>
    withDesk(engine, async (desk) => {
      await desk.out({}).catch(() => {})
      desk.service.commit()
      const first = await desk.out()
      desk.service.commit()
      await desk.out()
      desk.service.git('remote', 'config', 'core.bare', 'nonsense')
      const back = await desk.begun(desk.rollback())
      expect(back).toMatchObject({ to_release: first.release, to_sha: first.to_sha })
      await desk.idle()
      expect((await desk.send(`${surfaces}/console/rollback`, { to_release: 'v1' }, 'commander')).status).toBe(201)
    }))
})
