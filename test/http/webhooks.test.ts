import { describe, expect, test } from 'vitest'
import { dumpRows } from '../../main/store/dump.ts'
import { readSnapshot } from '../../main/store/snapshot.ts'
import { engines } from '../support/engines.ts'
import { verified } from '../support/webhook-receiver.ts'
import { asJson, nobodyKnows } from './action-kit.ts'
import { problemOf } from './problem-shape.ts'
import { type SecretHook, type Sent, type TestWebhooks, webhooks, withWebhooks } from './webhook-kit.ts'

const events = ['action.approved', 'action.executed']
const keptBy = ({ services }: TestWebhooks) =>
  readSnapshot(services.database, (db) => db.selectFrom('kept_answer').selectAll().execute())

describe.each(engines)('webhooks on %s', (engine) => {
  test('the secret is in the answer that made it, and nowhere else', () =>
    withWebhooks(engine, async (kit) => {
      const made = await kit.add({ url: `${kit.receiver.url}?token=hush-hush`, events })
      expect(made).toMatchObject({ events, enabled: true, stopped: null, pending: 0, dead: 0 })
      expect(Buffer.from(made.secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
      const rotated = await kit.post<SecretHook>(`${made.id}/rotate-secret`)
      expect(rotated.secret).not.toBe(made.secret)
      const { secret, ...shown } = rotated
      expect(await kit.hook(made.id)).toEqual(shown)
      expect(await asJson(await kit.get(webhooks, 'admin'), 200)).toEqual({ items: [shown] })

      const rows: unknown[] = []
      await readSnapshot(kit.services.database, async (db) => {
        for await (const row of dumpRows(db)) rows.push(row)
      })
      const kept = await keptBy(kit)
      for (const each of [made.secret, secret])
        expect(JSON.stringify([rows, kept, kit.log()])).not.toContain(each.slice(6))
      // The ledger is for all who may read; the address is not.
      const entries = await (await kit.get('/api/v1/audit/entries?action=webhook.')).text()
      expect(entries).toContain(`"origin":"http://127.0.0.1:${kit.receiver.port}"`)
      expect(entries).not.toContain('hush-hush')
      expect(entries).not.toContain('/hook')
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('a request that comes again under its key is answered with the same secret, which is not kept in clear', () =>
    withWebhooks(engine, async (kit) => {
      const wanted = { url: kit.receiver.url, events }
      const ask = async () => (await kit.send(webhooks, wanted, 'admin', { once: 'k1' })).text()
      const first = await ask()
      const { id, secret } = JSON.parse(first) as SecretHook
      const rotate = async () => (await kit.send(`${webhooks}/${id}/rotate-secret`, {}, 'admin', { once: 'k2' })).text()
      const second = await rotate()
      expect(JSON.parse(second).secret).toMatch(/^whsec_/)
      expect(await ask()).toBe(first)
      expect(await rotate()).toBe(second)
      const { items } = (await (await kit.get(webhooks, 'admin')).json()) as { items: unknown[] }
      expect(items).toHaveLength(1)
      const kept = JSON.stringify(await keptBy(kit))
      expect(kept).toContain(id)
      for (const each of [secret, JSON.parse(second).secret]) expect(kept).not.toContain(each)
    }))

  test('what was approved arrives, signed, and only what was asked for', () =>
    withWebhooks(engine, async (kit) => {
      const { id, secret } = await kit.add({ events: ['action.approved', 'action.rejected'] })
      const action = await kit.approved()
      await kit.deliver()
      expect(kit.receiver.received).toHaveLength(1)
      const [one] = kit.receiver.received
      if (!one) return
      expect(verified(one, secret, kit.time.now())).toMatchObject({
        type: 'action.approved',
        timestamp: action.approved_at,
        data: {
          id: action.id,
          status: 'approved',
          type: action.type,
          target_ref: action.target_ref,
          payload: action.payload,
          proposal_digest: action.proposal_digest,
          approved_at: action.approved_at,
          approvals: [{ actor: action.approvals[0]?.actor.id }],
        },
      })
      expect(() => verified({ ...one, body: `${one.body} ` }, secret, kit.time.now())).toThrow()
      expect(one.headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^Countersign\//),
      })
      expect(one.body).not.toContain(action.approvals[0]?.actor.name)
      const [sent] = await kit.sent(id)
      expect(sent).toMatchObject({
        id: one.headers['webhook-id'],
        type: 'action.approved',
        subject: `action:${action.id}`,
        status: 'delivered',
        next_try_at: null,
        attempts: [{ n: 1, result: 'delivered', status: 204, error: null }],
      })
      expect(await asJson(await kit.get(`${webhooks}/deliveries/${sent?.id}`, 'admin'), 200)).toEqual({
        ...sent,
        body: one.body,
      })
    }))

  test('both secrets sign for a day after a rotation', () =>
    withWebhooks(engine, async (kit) => {
      const { id, secret: old } = await kit.add()
      const { secret, old_secret_until } = await kit.post<SecretHook>(`${id}/rotate-secret`)
      expect(old_secret_until).toBe(kit.time.text(24 * 60 * 60))
      const ping = async () => {
        await kit.post(`${id}/test`)
        await kit.deliver()
        const one = kit.receiver.received.at(-1)
        if (!one) throw new Error('nothing came')
        return [secret, old].map((each) => {
          try {
            return verified(one, each, kit.time.now()) as { type: string }
          } catch {
            return undefined
          }
        })
      }
      kit.time.pass(24 * 60 * 60 - 1)
      expect(await ping()).toMatchObject([{ type: 'ping' }, { type: 'ping' }])
      kit.time.pass(1)
      expect(await ping()).toMatchObject([{ type: 'ping', data: { webhook_id: id } }, undefined])
      expect(await kit.hook(id)).toMatchObject({ old_secret_until: null })
    }))

  test('one that is switched off is told nothing, and what waited for it is among the dead', () =>
    withWebhooks(engine, async (kit) => {
      const { id, url } = await kit.add()
      await kit.approved()
      const off = { url, events: ['action.approved'], description: 'off', enabled: false }
      expect(await asJson(await kit.put(id, off), 200)).toMatchObject({
        enabled: false,
        stopped: null,
        pending: 0,
        dead: 1,
      })
      await kit.approved()
      await kit.deliver()
      expect(kit.receiver.received).toEqual([])
      const [dead, ...others] = await kit.dead()
      expect({ dead, others }).toMatchObject({ dead: { dead_because: 'disabled', attempts: [] }, others: [] })
      const redeliver = () => kit.send(`${webhooks}/deliveries/${dead?.id}/redeliver`, {}, 'admin')
      await problemOf(await redeliver(), 409, 'invalid_transition')
      await problemOf(await kit.send(`${webhooks}/${id}/test`, {}, 'admin'), 409, 'invalid_transition')
      await asJson(await kit.put(id, { ...off, enabled: true }), 200)
      expect(await asJson(await redeliver(), 200)).toMatchObject({ status: 'pending', next_try_at: kit.time.text() })
      await problemOf(await redeliver(), 409, 'invalid_transition')
      await kit.deliver()
      expect(kit.receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([dead?.id])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('one that is removed is not there any more; what it was told stays', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add({ url: `${kit.receiver.url}/hush-hush` })
      await kit.approved()
      await kit.deliver()
      await kit.approved()
      expect(await kit.post(`${id}/remove`)).toEqual({ id, removed_at: kit.time.text() })
      await kit.deliver()
      expect(kit.receiver.received).toHaveLength(1)
      await problemOf(await kit.get(`${webhooks}/${id}`, 'admin'), 404, 'not_found')
      expect(await asJson(await kit.get(webhooks, 'admin'), 200)).toEqual({ items: [] })
      const [dead] = await kit.dead()
      expect(dead).toMatchObject({ webhook_id: id, dead_because: 'removed' })
      await problemOf(
        await kit.send(`${webhooks}/deliveries/${dead?.id}/redeliver`, {}, 'admin'),
        409,
        'invalid_transition',
      )
      const rows: unknown[] = []
      await readSnapshot(kit.services.database, async (db) => {
        for await (const { table, row } of dumpRows(db)) if (table === 'webhook') rows.push(row)
      })
      expect(rows).toMatchObject([{ secret: '', url: `http://127.0.0.1:${kit.receiver.port}` }])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('what another workspace has is not there', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add()
      await kit.approved()
      const [sent] = await kit.sent(id)
      const key = await kit.keyFor(['admin'], 'other')
      for (const [method, path] of [
        ['GET', id],
        ['PUT', id],
        ['GET', `${id}/deliveries`],
        ['POST', `${id}/remove`],
        ['POST', `${id}/rotate-secret`],
        ['POST', `${id}/test`],
        ['GET', `deliveries/${sent?.id}`],
        ['POST', `deliveries/${sent?.id}/redeliver`],
      ] as const) {
        const stranger = await (await kit.ask(`${webhooks}/${path}`, { method, key })).json()
        const nobodys = path.replace(/[0-9a-f-]{36}/, nobodyKnows)
        const nothing = await (await kit.ask(`${webhooks}/${nobodys}`, { method, key })).json()
        expect(stranger, path).toMatchObject({ status: 404, code: 'not_found' })
        expect(stranger, path).toEqual(nothing)
      }
      for (const path of ['', '/dead-letters'])
        expect(await (await kit.ask(`${webhooks}${path}`, { key })).json()).toMatchObject({ items: [] })
      expect(await kit.hook(id)).toMatchObject({ enabled: true, pending: 1 })
    }))

  test('the history comes in pages', () =>
    withWebhooks(engine, async (kit) => {
      const { id } = await kit.add({ events: ['action.proposed'] })
      for (let i = 0; i < 5; i++) await kit.propose()
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const path = `${webhooks}/${id}/deliveries?limit=2${cursor}`
        const page = await asJson<{ items: Sent[]; next_cursor: string | null }>(await kit.get(path, 'admin'), 200)
        seen.push(...page.items.map((each) => each.id))
        if (page.next_cursor === null) break
        cursor = `&cursor=${page.next_cursor}`
      }
      expect(seen).toHaveLength(5)
      expect(seen).toEqual(seen.toSorted().reverse())
      expect(await kit.sent(id, '?status=delivered')).toEqual([])
      expect(await kit.sent(id, '?status=pending')).toHaveLength(5)
    }))

  test.each<[what: string, wanted: Record<string, unknown>, path: string]>([
    ['no address', { url: 'nowhere' }, 'url'],
    ['another scheme', { url: 'ftp://example.com/' }, 'url'],
    ['a password', { url: 'https://me:pw@example.com/' }, 'url'],
    ['a fragment', { url: 'https://example.com/#x' }, 'url'],
    ['the cloud’s own address', { url: 'http://169.254.169.254/latest' }, 'url'],
    ['plain http to the world', { url: 'http://93.184.216.34/' }, 'url'],
    ['no events', { events: [] }, 'events'],
    ['an unknown event', { events: ['action.burnt'] }, 'events'],
  ])('%s is refused', (_, wanted, path) =>
    withWebhooks(engine, async (kit) => {
      const response = await kit.send(webhooks, { url: 'https://example.com/', events, ...wanted }, 'admin')
      const { issues } = (await problemOf(response, 422, 'invalid_input')) as unknown as {
        issues: { path: string[] }[]
      }
      expect(issues[0]?.path[0]).toBe(path)
      expect(await asJson(await kit.get(webhooks, 'admin'), 200)).toEqual({ items: [] })
    }),
  )
})
