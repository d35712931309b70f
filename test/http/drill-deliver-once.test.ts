import { describe, expect, test } from 'vitest'
import type { Services } from '../../main/services.ts'
import { engines } from '../support/engines.ts'
import { deliveredIn, joinDrills, type TestDrills, withDrills } from './deliver-kit.ts'
import { problemOf } from './problem-shape.ts'

/** A process that dies when it is told to: what it wrote stays, and nothing follows. */
function mortal() {
  let isDead = false
  const change = (services: Services): Services => {
    const write: Services['store']['write'] = (workspace, unit) =>
      isDead ? Promise.reject(new Error('the process died')) : services.store.write(workspace, unit)
    return { ...services, store: { ...services.store, write } }
  }
  const die = () => {
    isDead = true
  }
  return { change, die }
}

async function withTwo(
  engine: (typeof engines)[number],
  use: (first: TestDrills, second: TestDrills) => Promise<void>,
) {
  await withDrills(engine, async (first) => {
    const second = await joinDrills(engine, first)
    try {
      await use(first, second)
    } finally {
      await second.services.close()
    }
  })
}

const paths = ({ receiver }: TestDrills) => receiver.received.map(({ path }) => path.split('/')[1]).sort()
const outcomes = ({ evidence }: Awaited<ReturnType<TestDrills['deliver']>>) =>
  Object.fromEntries(evidence.deliveries.map(({ provider, outcome }) => [provider, outcome]))

describe.each(engines)('a request to deliver that comes again under its key, on %s', (engine) => {
  test('plans once, sends once, and is answered word for word the same', () =>
    withTwo(engine, async (first, second) => {
      await first.connect('chat', 'slack')
      await first.schedule({ notification_providers: ['chat'] })
      const texts = []
      for (const kit of [first, second, first]) texts.push(await (await kit.asked({ provider: 'chat' }, 'once')).text())
      expect(new Set(texts).size).toBe(1)
      expect(paths(first)).toEqual(['chat'])
      await problemOf(await second.asked({ provider: 'all' }, 'once'), 422, 'idempotency_mismatch')
      const other = await deliveredIn(await second.asked({ provider: 'chat' }, 'another'))
      expect(other.plan.plan_id).not.toBe(JSON.parse(texts[0] ?? '').plan.plan_id)
      // The key is this caller's: under somebody else's it is another request.
      await deliveredIn(await second.asked({ provider: 'chat' }, 'once', 'deputy'))
      expect(paths(first)).toEqual(['chat', 'chat', 'chat'])
      expect(await first.verify()).toMatchObject({ ok: true })
    }))

  test('at the same time at two processes, while the first still sends, comes out as one', () =>
    withTwo(engine, async (first, second) => {
      await first.connect('chat', 'slack')
      await first.connect('hook', 'webhook')
      await first.schedule({ notification_providers: ['chat', 'hook'] })
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      first.receiver.answer((response) => void held.then(() => response.writeHead(200).end()))
      const asked = [first, second, first, second].map((kit) => kit.deliver({}, 'once'))
      await first.receiver.have(2)
      release()
      const answers = await Promise.all(asked)
      expect(new Set(answers.map(({ plan }) => plan.plan_id)).size).toBe(1)
      for (const answer of answers) expect(outcomes(answer)).toEqual({ chat: 'delivered', hook: 'delivered' })
      expect(paths(first)).toEqual(['chat', 'hook'])
      expect(await first.routes('?superseded=true')).toHaveLength(4)
    }))

  test('is forgotten after a day: then the key leads to another plan, once again', () =>
    withTwo(engine, async (first, second) => {
      await first.connect('chat', 'slack')
      await first.schedule({ notification_providers: ['chat'] })
      const ids: string[] = []
      for (const seconds of [0, 86_399, 1, 60, 86_400]) {
        first.time.pass(seconds)
        for (const kit of [first, second]) ids.push((await kit.deliver({ provider: 'chat' }, 'once')).plan.plan_id)
      }
      const [one, two, three] = [...new Set(ids)]
      expect(ids).toEqual([one, one, one, one, two, two, two, two, three, three])
      expect(paths(first)).toEqual(['chat', 'chat', 'chat'])
      await problemOf(await second.asked({ provider: 'all' }, 'once'), 422, 'idempotency_mismatch')
      expect(await first.verify()).toMatchObject({ ok: true })
    }))

  test('another request under the key is refused while the first still sends', () =>
    withTwo(engine, async (first, second) => {
      await first.connect('chat', 'slack')
      await first.schedule({ notification_providers: ['chat'] })
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      first.receiver.answer((response) => void held.then(() => response.writeHead(200).end()))
      const asked = first.deliver({ provider: 'chat' }, 'once')
      await first.receiver.have(1)
      await problemOf(await second.asked({ provider: 'all' }, 'once'), 422, 'idempotency_mismatch')
      release()
      await asked
      expect(paths(first)).toEqual(['chat'])
    }))

  test('after a process died between sending and writing it down, a chat is not told twice, and nothing is made up', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.connect('hook', 'webhook')
      await kit.connect('pager', 'pagerduty')
      await kit.schedule({ notification_providers: ['chat', 'hook', 'pager'] })
      const { change, die } = mortal()
      const dying = await joinDrills(engine, kit, change)
      kit.receiver.answer((response) => {
        die()
        response.writeHead(200).end('ok')
      })
      try {
        await problemOf(await dying.asked({ timeout_seconds: 0.5 }, 'once'), 500, 'internal_error')
        await kit.receiver.have(3)
        const soFar = await kit.deliver({ timeout_seconds: 0.5 }, 'once')
        expect(outcomes(soFar)).toEqual({ chat: 'pending', hook: 'pending', pager: 'pending' })
        expect(soFar.evidence).toMatchObject({
          success: false,
          failed_providers: [],
          pending_providers: ['chat', 'hook', 'pager'],
        })
        // As long as it may still be at it, nobody else is.
        await kit.background()
        expect(paths(kit)).toEqual(['chat', 'hook', 'pager'])
        kit.time.pass(31)
        await kit.background()
        expect(paths(kit)).toEqual(['chat', 'hook', 'hook', 'pager', 'pager'])
        const settled = await kit.deliver({ timeout_seconds: 0.5 }, 'once')
        expect(settled.plan.plan_id).toBe(soFar.plan.plan_id)
        expect(outcomes(settled)).toEqual({ chat: 'unknown', hook: 'delivered', pager: 'delivered' })
        const bodies = (name: string) =>
          kit.receiver.received.filter(({ path }) => path.includes(name)).map(({ body }) => body)
        for (const name of ['hook', 'pager']) expect(new Set(bodies(name)).size).toBe(1)
        kit.time.pass(3600)
        await kit.background()
        expect(paths(kit)).toHaveLength(5)
        expect(await kit.verify()).toMatchObject({ ok: true })
      } finally {
        await dying.services.close()
      }
    }))

  test('after a process died before it planned, is as if it had not been', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.schedule({ notification_providers: ['chat'] })
      const { change, die } = mortal()
      const dying = await joinDrills(engine, kit, change)
      die()
      try {
        await problemOf(await dying.asked({}, 'once'), 500, 'internal_error')
        expect(await kit.routes()).toEqual([])
        expect(outcomes(await kit.deliver({}, 'once'))).toEqual({ chat: 'delivered' })
        expect(paths(kit)).toEqual(['chat'])
      } finally {
        await dying.services.close()
      }
    }))
})
