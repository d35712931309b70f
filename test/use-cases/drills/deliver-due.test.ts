import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { startBackground } from '../../../main/background.ts'
import { drillOutbox } from '../../../main/use-cases/drills/deliver-due.ts'
import { startDeliverer } from '../../../main/use-cases/webhooks/start-deliverer.ts'
import { asJson } from '../../http/action-kit.ts'
import { connectors, joinDrills, type TestDrills, withDrills } from '../../http/deliver-kit.ts'
import { until } from '../../http/until.ts'
import { engines } from '../../support/engines.ts'

type Attempt = { n: number; ended_at: string | null; status: number | null; error: string | null }
type Sent = { provider: string; outcome: string; attempts: Attempt[]; url: string | null }

/** What became of telling the one provider of the one route that there is. */
async function delivery(kit: TestDrills): Promise<Sent> {
  const [route] = await kit.routes()
  const path = `/api/v1/drills/routes/${route?.route_id}`
  const [sent] = (await asJson<{ deliveries: Sent[] }>(await kit.get(path), 200)).deliveries
  if (sent === undefined) throw new Error('nothing was to be delivered')
  return sent
}

/** One owner is to be told by one provider, and the scheduler has planned it. */
async function due(kit: TestDrills, kind: 'slack' | 'webhook' | 'pagerduty' = 'slack', provider = 'way') {
  await kit.connect(provider, kind)
  await kit.schedule({ owners: ['payments'], notification_providers: [provider] })
  await kit.plan()
}

describe.each(engines)('notifications in the background on %s', (engine) => {
  test('what fails is tried again, ever later, and at last it has failed', () =>
    withDrills(engine, async (kit) => {
      await due(kit)
      kit.receiver.answer(500)
      for (const [tries, seconds] of [5, 30, 120, 600, 1800].entries()) {
        await kit.background()
        expect(kit.receiver.received).toHaveLength(tries + 1)
        expect(await delivery(kit)).toMatchObject({ outcome: 'pending', attempts: { length: tries + 1 } })
        kit.time.pass(seconds - 1)
        await kit.background()
        expect(kit.receiver.received).toHaveLength(tries + 1)
        kit.time.pass(1)
      }
      await kit.background()
      kit.time.pass(24 * 60 * 60)
      await kit.background()
      expect(kit.receiver.received).toHaveLength(6)
      expect(await delivery(kit)).toMatchObject({
        outcome: 'failed',
        url: `http://127.0.0.1:${kit.receiver.port}/?REDACTED`,
        attempts: Array(6).fill({ status: 500, error: 'It answered 500.' }),
      })
      const [entry, ...others] = await kit.entries('drill.notification.failed')
      expect(entry?.data).toMatchObject({ outcome: 'failed', attempts: 6, error: 'It answered 500.' })
      expect(others).toEqual([])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('a receiver that asks for patience gets it, within reason', () =>
    withDrills(engine, async (kit) => {
      await due(kit)
      const asks = (seconds: number) =>
        kit.receiver.answer((response) => response.writeHead(429, { 'retry-after': `${seconds}` }).end())
      asks(600)
      await kit.background()
      kit.time.pass(599)
      await kit.background()
      expect(kit.receiver.received).toHaveLength(1)
      kit.time.pass(1)
      asks(1_000_000)
      await kit.background()
      kit.time.pass(3600)
      kit.receiver.answer(200)
      await kit.background()
      expect(await delivery(kit)).toMatchObject({ outcome: 'delivered', attempts: { length: 3 } })
    }))

  test.each([
    ['webhook', 'delivered', 2],
    ['pagerduty', 'delivered', 2],
    ['slack', 'unknown', 1],
  ] as const)('whose process died while it was sent: %s is %s', (kind, outcome, messages) =>
    withDrills(engine, async (kit) => {
      await due(kit, kind)
      const other = await joinDrills(engine, kit)
      const late = Promise.withResolvers<ServerResponse>()
      kit.receiver.answer((response, _, count) =>
        count === 1 ? late.resolve(response) : response.writeHead(202).end(),
      )
      const dying = kit.background()
      const response = await late.promise
      await other.background()
      kit.time.pass(44)
      await other.background()
      expect(kit.receiver.received).toHaveLength(1)
      expect(await delivery(kit)).toMatchObject({ outcome: 'pending', attempts: [{ n: 1, ended_at: null }] })
      kit.time.pass(1)
      await other.background()
      expect(kit.receiver.received).toHaveLength(messages)
      expect(await delivery(kit)).toMatchObject({ outcome, attempts: { length: messages } })
      // It was not dead after all, and comes too late to say anything else.
      response.writeHead(500).end()
      await dying
      expect(await delivery(kit)).toMatchObject({ outcome, attempts: { length: messages } })
      expect(await kit.entries('drill.notification.planned')).toHaveLength(1)
      const settled = [
        ...(await kit.entries('drill.notification.failed')),
        ...(await kit.entries('drill.notification.delivered')),
      ]
      expect(settled.map(({ data }) => data)).toMatchObject([{ outcome }])
      expect(await kit.verify()).toMatchObject({ ok: true })
      await other.services.close()
    }),
  )

  test('an attempt that fails when somebody else has taken over leaves it to them', () =>
    withDrills(engine, async (kit) => {
      await due(kit, 'webhook')
      const other = await joinDrills(engine, kit)
      const held = [Promise.withResolvers<ServerResponse>(), Promise.withResolvers<ServerResponse>()]
      kit.receiver.answer((response, _, count) => held[count - 1]?.resolve(response))
      const first = kit.background()
      const late = await held[0]?.promise
      kit.time.pass(45)
      const second = other.background()
      const answer = await held[1]?.promise
      late?.writeHead(503).end()
      await first
      await kit.background()
      kit.time.pass(40)
      await kit.background()
      expect(kit.receiver.received).toHaveLength(2)
      expect(await delivery(kit)).toMatchObject({ outcome: 'pending', attempts: [{ status: 503 }, { ended_at: null }] })
      answer?.writeHead(200).end()
      await second
      expect(await delivery(kit)).toMatchObject({ outcome: 'delivered', attempts: [{ status: 503 }, { status: 200 }] })
      await other.services.close()
    }))

  test('a provider whose connector was removed fails, and says so; who sets it anew is told of the next plan', () =>
    withDrills(engine, async (kit) => {
      await due(kit)
      await asJson(await kit.send(`${connectors}/way`, {}, 'admin', { method: 'DELETE' }), 200)
      await kit.background()
      expect(kit.receiver.received).toEqual([])
      expect(await delivery(kit)).toMatchObject({
        outcome: 'failed',
        url: null,
        attempts: [{ error: 'Not sent: no connector is named way.' }],
      })
    }))

  test('of two processes at work one sends, woken by what was planned; stopping loses nothing', () =>
    withDrills(engine, async (kit) => {
      const other = await joinDrills(engine, kit)
      await kit.connect('way')
      await kit.schedule({ owners: ['payments'], notification_providers: ['way'] })
      for (const { services } of [kit, other]) startBackground(services)
      await until(
        () => kit.routes(),
        ([route]) => route?.delivery === 'delivered',
      )
      await other.services.close()
      expect(kit.receiver.received).toHaveLength(1)
      expect(await kit.entries('drill.notification.planned')).toHaveLength(1)
    }))

  test('stopping does not wait for ever for who does not answer: a chat may have it, so it is unknown', () =>
    withDrills(engine, async (kit) => {
      await due(kit, 'slack', 'chat')
      kit.receiver.answer(() => undefined)
      const deliverer = startDeliverer(kit.services, drillOutbox)
      await kit.receiver.have(1)
      await deliverer.stop()
      expect(await delivery(kit)).toMatchObject({
        outcome: 'unknown',
        attempts: [{ error: 'The server stopped before an answer came.' }],
      })
    }))
})
