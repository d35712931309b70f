import { describe, expect, test } from 'vitest'
import { leaseDelivery } from '../../../main/store/webhook-queue.ts'
import { enqueueDeliveries } from '../../../main/use-cases/webhooks/enqueue-deliveries.ts'
import { deliveryPolicy, retryDelaysMs } from '../../../main/use-cases/webhooks/retry-policy.ts'
import { startDeliverer } from '../../../main/use-cases/webhooks/start-deliverer.ts'
import { asJson } from '../../http/action-kit.ts'
import { until } from '../../http/until.ts'
import { joinWebhooks, type Sent, type TestWebhooks, webhooks, withWebhooks } from '../../http/webhook-kit.ts'
import { engines } from '../../support/engines.ts'
import { verified } from '../../support/webhook-receiver.ts'

const day = 24 * 60 * 60

/** The one delivery of the only webhook. */
async function only(kit: TestWebhooks, id: string): Promise<Sent> {
  const [sent, ...others] = await kit.sent(id)
  expect(others).toEqual([])
  if (!sent) throw new Error('nothing was sent')
  return sent
}

describe.each(engines)('deliveries on %s', (engine) => {
  test('what fails is tried again, ever later, and at last is given up and listed', () =>
    withWebhooks(engine, async (kit) => {
      const { id, secret } = await kit.add()
      kit.receiver.answer(500)
      await kit.approved()
      const began = kit.time.now()
      for (let tries = 1; tries <= retryDelaysMs.length; tries++) {
        await kit.deliver()
        expect(kit.receiver.received).toHaveLength(tries)
        const { status, next_try_at, attempts } = await only(kit, id)
        expect({ status, last: attempts.at(-1) }).toMatchObject({
          status: 'pending',
          last: { n: tries, result: 'failed', status: 500, error: 'It answered 500.' },
        })
        const wait = Date.parse(next_try_at ?? '') - kit.time.now()
        const planned = retryDelaysMs[tries - 1] ?? 0
        expect(Math.abs(wait - planned)).toBeLessThanOrEqual(planned * 0.1 + 1)
        // Not a moment before it is due.
        kit.time.set(new Date(Date.parse(next_try_at ?? '') - 1).toISOString())
        await kit.deliver()
        expect(kit.receiver.received).toHaveLength(tries)
        kit.time.set(next_try_at ?? '')
      }
      await kit.deliver()
      expect(await only(kit, id)).toMatchObject({ status: 'dead', dead_because: 'exhausted', next_try_at: null })
      expect((kit.time.now() - began) / 1000).toBeGreaterThan(0.9 * day)
      expect((kit.time.now() - began) / 1000).toBeLessThan(1.2 * day)
      kit.time.pass(30 * day)
      await kit.deliver()
      const { received } = kit.receiver
      expect(received).toHaveLength(retryDelaysMs.length + 1)
      // The same message each time, and each time signed anew.
      expect(new Set(received.map(({ headers, body }) => headers['webhook-id'] + body)).size).toBe(1)
      expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(received.length)
      expect(await kit.hook(id)).toMatchObject({ pending: 0, dead: 1 })

      kit.receiver.answer(200)
      const [dead] = await kit.dead()
      await asJson(await kit.send(`${webhooks}/deliveries/${dead?.id}/redeliver`, {}, 'admin'), 200)
      await kit.deliver()
      const last = received.at(-1)
      expect(last && verified(last, secret, kit.time.now())).toMatchObject({ type: 'action.approved' })
      expect(last?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id'])
      expect(await only(kit, id)).toMatchObject({ status: 'delivered', attempts: { length: retryDelaysMs.length + 2 } })
      expect(await kit.dead()).toEqual([])
      const entries = await (await kit.get('/api/v1/audit/entries?action=webhook.delivery.requeued')).json()
      expect(entries).toMatchObject({ items: [{ subject: `webhook:${id}`, data: { delivery_id: dead?.id } }] })
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('a receiver that says that it is gone is told nothing more', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add()
      kit.receiver.answer(410)
      for (let i = 0; i < 3; i++) await kit.approved()
      await kit.deliver()
      expect(kit.receiver.received).toHaveLength(1)
      expect(await kit.hook(id)).toMatchObject({ enabled: false, stopped: 'gone', pending: 0, dead: 3 })
      expect((await kit.dead()).map((each) => each.dead_because)).toEqual(['gone', 'gone', 'gone'])
      await kit.approved()
      expect(await kit.sent(id)).toHaveLength(3)
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test.each<[what: string, respond: (response: import('node:http').ServerResponse) => void, attempt: object]>([
    [
      'a redirect is not followed',
      (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
      { status: 307, error: 'It answered 307: redirects are not followed; change the address.' },
    ],
    [
      'of a long answer the beginning is kept',
      (response) => response.writeHead(400).end('x'.repeat(1_000_000)),
      { status: 400, answer: 'x'.repeat(2000) },
    ],
    [
      'what looks like a secret is not kept',
      (response) => response.writeHead(401).end('{"got":"Bearer abc.def","k":"sk-at-abc","w":"whsec_abc=\u0000"}'),
      { answer: '{"got":"Bearer [redacted]","k":"sk-at-[redacted]","w":"whsec_[redacted]"}' },
    ],
    [
      'a connection that breaks is a failure',
      (response) => response.destroy(),
      {
        status: null,
        error: 'The connection broke before an answer came.',
      },
    ],
  ])('%s', (_, respond, attempt) =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add()
      kit.receiver.answer(respond)
      await kit.approved()
      await kit.deliver()
      expect(kit.receiver.received.map(({ path }) => path)).toEqual(['/hook'])
      expect(await only(kit, id)).toMatchObject({ status: 'pending', attempts: [{ result: 'failed', ...attempt }] })
    }),
  )

  test('a receiver that asks for patience gets it, within reason', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add()
      const patience = async (asked: string) => {
        kit.receiver.answer((response) => response.writeHead(429, { 'retry-after': asked }).end())
        await kit.deliver()
        const { next_try_at } = await only(kit, id)
        const wait = Date.parse(next_try_at ?? '') - kit.time.now()
        kit.time.set(next_try_at ?? '')
        return wait / 1000
      }
      await kit.approved()
      expect(await patience('600')).toBe(600)
      expect(await patience('999999')).toBe(60 * 60)
      expect(await patience('soon')).toBeLessThan(331)
    }))

  test('an attempt whose process died is unknown, and made again once its time is over', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add()
      await kit.approved()
      const dying = new Date(kit.time.now() + deliveryPolicy.leaseMs).toISOString()
      await kit.services.store.write('w', (tx) => leaseDelivery(tx, id, 'of somebody who dies', dying))
      await kit.deliver()
      expect(kit.receiver.received).toEqual([])
      expect(await only(kit, id)).toMatchObject({ next_try_at: null, attempts: [{ n: 1, result: 'sending' }] })
      kit.time.pass(deliveryPolicy.leaseMs / 1000)
      await kit.deliver()
      expect(kit.receiver.received).toHaveLength(1)
      expect(await only(kit, id)).toMatchObject({
        status: 'delivered',
        attempts: [
          { n: 1, result: 'unknown', ended_at: null },
          { n: 2, result: 'delivered' },
        ],
      })
    }))

  test.each([500, 204])('an attempt that ends when somebody else has taken over changes nothing: %s', (status) =>
    withWebhooks(engine, async (kit) => {
      const other = await joinWebhooks(engine, kit)
      const { id } = await kit.add()
      const late = Promise.withResolvers<import('node:http').ServerResponse>()
      kit.receiver.answer((response, _, count) =>
        count === 1 ? late.resolve(response) : response.writeHead(status).end(),
      )
      await kit.approved()
      const slow = kit.deliver()
      const response = await late.promise
      kit.time.pass(deliveryPolicy.leaseMs / 1000)
      await other.deliver()
      const { attempts, ...before } = await only(kit, id)
      response.writeHead(503).end()
      await slow
      const { attempts: after, ...rest } = await only(kit, id)
      expect(rest).toEqual(before)
      expect(attempts.map(({ result }) => result)).toEqual(['unknown', status === 204 ? 'delivered' : 'failed'])
      expect(after.map(({ status }) => status)).toEqual([503, status])
      await other.services.close()
    }),
  )

  test('what is undone is not told', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add({ events: ['alert.raised'] })
      const news = { type: 'alert.raised', subject: 'action:x', data: {} } as const
      const undone = kit.services.store.write('w', async (tx) => {
        expect(await enqueueDeliveries(tx, news)).toBe(1)
        throw new Error('on second thoughts')
      })
      await expect(undone).rejects.toThrow('on second thoughts')
      await kit.deliver()
      expect(await kit.sent(id)).toEqual([])
      expect(kit.receiver.received).toEqual([])
    }))

  test('two processes on one database: each delivery is sent once', () =>
    withWebhooks(engine, async (kit) => {
      const other = await joinWebhooks(engine, kit)
      const hooks = [await kit.add(), await kit.add(), await kit.add()]
      for (let i = 0; i < 12; i++) await (i % 2 ? kit : other).approved()
      await Promise.all([kit.deliver(), other.deliver(), kit.deliver(), other.deliver()])
      const ids = kit.receiver.received.map(({ headers }) => headers['webhook-id'])
      expect(ids).toHaveLength(36)
      expect(new Set(ids).size).toBe(36)
      for (const { id } of hooks)
        expect((await other.sent(id)).map(({ status, attempts }) => [status, attempts.length])).toEqual(
          Array(12).fill(['delivered', 1]),
        )
      await other.services.close()
    }))

  test('a commit wakes the deliverer, of any process; stopping it loses nothing', () =>
    withWebhooks(engine, async (kit) => {
      const other = await joinWebhooks(engine, kit)
      const { id } = await kit.add()
      const deliverer = startDeliverer(other.services)
      await kit.approved()
      await kit.receiver.have(1)
      await until(
        () => kit.sent(id),
        ([sent]) => sent?.status === 'delivered',
      )
      await deliverer.stop()
      await kit.approved()
      const again = startDeliverer(other.services)
      await kit.receiver.have(2)
      await again.stop()
      expect((await kit.sent(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered'])
      await other.services.close()
    }))

  test('a webhook that does not answer holds up no other; stopping does not wait for it for ever', () =>
    withWebhooks(engine, async (kit) => {
      const slow = await kit.add({ url: `${kit.receiver.url}/slow` })
      const fast = await kit.add({ url: `${kit.receiver.url}/fast` })
      kit.receiver.answer((response, { path }) => void (path.endsWith('slow') || response.writeHead(200).end()))
      const deliverer = startDeliverer(kit.services)
      for (let i = 0; i < 3; i++) await kit.approved()
      await kit.receiver.have(4)
      await deliverer.stop()
      expect((await kit.sent(fast.id)).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
      const waiting = (await kit.sent(slow.id)).toReversed()
      expect(waiting.map(({ status, attempts }) => [status, attempts.length])).toEqual([
        ['pending', 1],
        ['pending', 0],
        ['pending', 0],
      ])
      expect(waiting[0]?.attempts[0]).toMatchObject({ error: 'The server stopped before an answer came.' })
    }))
})
