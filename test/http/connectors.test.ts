import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import { connectorSecrets } from '../../main/store/connectors.ts'
import { dumpRows } from '../../main/store/dump.ts'
import { readSnapshot } from '../../main/store/snapshot.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { checkConnector } from '../../main/use-cases/connectors/check-connector.ts'
import { testNotice } from '../../main/use-cases/connectors/messages/drill-notice.ts'
import { sendThrough } from '../../main/use-cases/connectors/send-through.ts'
import type { Connector, ConnectorTest } from '../../shared/contract/connectors.ts'
import { engines } from '../support/engines.ts'
import { exported, filesIn } from '../support/evidence/packages.ts'
import { verified } from '../support/webhook-receiver.ts'
import { asJson, nobodyKnows } from './action-kit.ts'
import { connectors, integrationKey, signingSecret, type TestDrills, withDrills } from './deliver-kit.ts'
import { problemOf } from './problem-shape.ts'

const list = async (kit: TestDrills) =>
  (await asJson<{ items: z.output<typeof Connector>[] }>(await kit.get(connectors), 200)).items
const tried = async (kit: TestDrills, name: string) =>
  asJson<z.output<typeof ConnectorTest>>(await kit.send(`${connectors}/${name}/test`, {}, 'admin'), 200)

const wrong: readonly [what: string, body: object, field: string][] = [
  ['a kind that there is none of', { kind: 'fax' }, 'kind'],
  ['the sample’s, where nothing is a sample', { kind: 'sample' }, 'kind'],
  ['no address', { kind: 'slack' }, 'url'],
  ['no secret', { kind: 'webhook', url: 'https://hooks.example/x' }, 'secret'],
  ['an address that is none', { kind: 'teams', url: 'hooks.example' }, 'url'],
  ['an address of clouds', { kind: 'slack', url: 'http://169.254.169.254/' }, 'url'],
  ['a user in the address', { kind: 'slack', url: 'https://u:p@hooks.example/' }, 'url'],
  ['an address for a desktop', { kind: 'desktop', url: 'https://hooks.example/' }, 'url'],
  ['a secret for Slack', { kind: 'slack', url: 'https://hooks.example/', secret: 'x' }, 'secret'],
  ['a short secret', { kind: 'webhook', url: 'https://hooks.example/', secret: 'whsec_c2hvcnQ=' }, 'secret'],
  ['a key with a blank', { kind: 'pagerduty', secret: 'not a key' }, 'secret'],
  ['what nobody knows', { kind: 'desktop', color: 'red' }, ''],
]

describe.each(engines)('connectors on %s', (engine) => {
  test('are set, listed for all who may read, set anew and removed; each change is an entry', () =>
    withDrills(engine, async (kit) => {
      const made = await kit.connect('chat', 'slack', { description: ' The channel of releases ' })
      expect(made).toMatchObject({
        name: 'chat',
        kind: 'slack',
        description: 'The channel of releases',
        enabled: true,
        ready: true,
        why_not: null,
        changed_at: kit.time.text(),
        changed_by: { name: 'admin', verified: true },
      })
      await kit.connect('desk', 'desktop')
      expect(await list(kit)).toMatchObject([made, { name: 'desk', ready: true }])
      // The same again changes nothing, and is no entry.
      expect(await kit.connect('chat', 'slack', { description: 'The channel of releases' })).toEqual(made)
      const off = { kind: 'slack', description: 'The channel of releases', enabled: false }
      expect(await asJson(await kit.put('chat', off), 200)).toMatchObject({ enabled: false, ready: true })
      expect(await asJson(await kit.send(`${connectors}/desk`, {}, 'admin', { method: 'DELETE' }), 200)).toEqual({
        removed: true,
      })
      expect((await list(kit)).map(({ name }) => name)).toEqual(['chat'])
      await problemOf(await kit.send(`${connectors}/desk`, {}, 'admin', { method: 'DELETE' }), 404, 'not_found')
      const entries = await kit.entries('notification.connector.')
      expect(entries.map(({ action, subject, data }) => ({ action, subject, ...Object(data) }))).toMatchObject([
        { action: 'notification.connector.set', subject: 'connector:chat', kind: 'slack', secrets_changed: true },
        { action: 'notification.connector.set', subject: 'connector:desk', kind: 'desktop', secrets_changed: false },
        { subject: 'connector:chat', enabled: false, secrets_changed: false },
        { action: 'notification.connector.removed', subject: 'connector:desk', name: 'desk' },
      ])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('what is secret is in no answer, entry, log line, row or backup, whatever was done with it', () =>
    withDrills(engine, async (kit) => {
      for (const kind of ['slack', 'teams', 'webhook', 'pagerduty'] as const) await kit.connect(kind, kind)
      await kit.schedule({ notification_providers: ['slack', 'teams', 'webhook', 'pagerduty'] })
      const said: string[] = [await (await kit.get(connectors)).text()]
      for (const status of [200, 500, 404, 302]) {
        kit.receiver.answer((response, { body, headers }) => {
          response.writeHead(status, { location: kit.receiver.url }).end(`${body} ${JSON.stringify(headers)}`)
        })
        said.push(await (await kit.asked({ timeout_seconds: 0.05, retries: 1 }, `once-${status}`)).text())
        said.push(await (await kit.send(`${connectors}/slack/test`, {}, 'admin', { once: `test-${status}` })).text())
      }
      kit.receiver.answer((response) => response.destroy())
      said.push(await (await kit.asked({ timeout_seconds: 0.05, retries: 0 })).text())
      const fault = await kit.put('other', {
        kind: 'webhook',
        url: 'http://169.254.1.1/hush-hush',
        secret: signingSecret,
      })
      said.push(JSON.stringify(await problemOf(fault, 422, 'invalid_input')))
      await kit.put('teams', { kind: 'teams', url: `${kit.receiver.url}/other?sig=hush-hush` })
      for (const path of ['/runtime/go-pilot/rollback-drill-notifications', '/api/v1/audit/entries?limit=500'])
        said.push(await (await kit.get(path)).text())
      const [route] = await kit.routes()
      said.push(await (await kit.get(`/api/v1/drills/routes/${route?.route_id}`)).text())

      for (const kind of ['drills', 'ledger'])
        for (const bytes of (await filesIn(await exported(kit, kit.keys.get('auditor') ?? '', { kind }))).values())
          said.push(bytes.toString())

      const rows: unknown[] = []
      await readSnapshot(kit.services.database, async (db) => {
        for await (const row of dumpRows(db)) rows.push(row)
        rows.push(await db.selectFrom('secret').selectAll().execute())
        rows.push(await db.selectFrom('kept_answer').selectAll().execute())
      })
      const file = join(kit.place.dataDir, 'backup.jsonl')
      await writeBackup(kit.services, file)
      const everything = [...said, JSON.stringify(rows), JSON.stringify(kit.log()), readFileSync(file, 'utf8')].join(
        '\n',
      )
      expect(everything).toContain('?REDACTED')
      for (const secret of ['hush-hush', signingSecret.slice('whsec_'.length), integrationKey])
        for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(0, -4)])
          expect(everything).not.toContain(form)
    }))

  test('what is left out stays as it is; but no key follows an address that somebody else put in', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('hook', 'webhook')
      await asJson(await kit.put('hook', { kind: 'webhook', description: 'renamed' }), 200)
      await asJson(await kit.put('hook', { kind: 'webhook', url: `${kit.receiver.url}/moved` }), 200)
      expect(await tried(kit, 'hook')).toMatchObject({ delivered: true })
      const [one] = kit.receiver.received
      expect(one?.path).toBe('/hook/moved')
      expect(one && verified(one, signingSecret, kit.time.now())).toMatchObject({ data: { test: true } })

      await kit.connect('pager', 'pagerduty')
      await asJson(await kit.put('pager', { kind: 'pagerduty', description: 'renamed' }), 200)
      const elsewhere = { kind: 'pagerduty', url: `${kit.receiver.url}/elsewhere` }
      expect(await problemOf(await kit.put('pager', elsewhere), 422, 'invalid_input')).toMatchObject({
        issues: [{ path: ['secret'] }],
      })
      // Nor does a new key follow an address that is kept: without one it goes to PagerDuty itself.
      const keptUrl = async () => JSON.parse((await kit.services.secrets.get(connectorSecrets('w', 'pager'))) ?? '').url
      const kept = await keptUrl()
      expect(kept).toContain('/pager/')
      await asJson(await kit.put('pager', { kind: 'pagerduty', secret: integrationKey }), 200)
      expect(await keptUrl()).toBe(kept)
      const anew = { kind: 'pagerduty', secret: `${integrationKey}2` }
      await asJson(await kit.put('pager', anew), 200)
      expect(await keptUrl()).toBeUndefined()
      // A signing secret is not sent: it is rotated alone.
      const rotated = `whsec_${Buffer.from('another one of thirty-two bytes.').toString('base64')}`
      await asJson(await kit.put('hook', { kind: 'webhook', secret: rotated }), 200)
      expect(await tried(kit, 'hook')).toMatchObject({ delivered: true })
      // Neither does what was secret for one kind become another's.
      await problemOf(await kit.put('hook', { kind: 'pagerduty' }), 422, 'invalid_input')
      await problemOf(await kit.put('hook', { kind: 'slack' }), 422, 'invalid_input')
      await asJson(await kit.put('hook', { kind: 'desktop' }), 200)
      await problemOf(await kit.put('hook', { kind: 'webhook' }), 422, 'invalid_input')
    }))

  test('what no connector of its kind can be sent with is refused, field by field', () =>
    withDrills(engine, async (kit) => {
      for (const [what, body, field] of wrong) {
        const refusal = await problemOf(await kit.put('x', body), 422, 'invalid_input')
        if (field !== '') expect(refusal, what).toMatchObject({ issues: [{ path: [field] }] })
      }
      for (const name of ['X', 'a b', 'x'.repeat(51)])
        await problemOf(await kit.put(encodeURIComponent(name), { kind: 'desktop' }), 422, 'invalid_input')
      expect(await list(kit)).toEqual([])
      expect(await kit.entries('notification.connector.')).toEqual([])
    }))

  test('a test says what came of it, and where it went without what is secret there', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      const url = `http://127.0.0.1:${kit.receiver.port}/?REDACTED`
      expect(await tried(kit, 'chat')).toEqual({ delivered: true, attempts: 1, status: 200, error: null, url })
      expect(kit.receiver.received[0]?.body).toContain('There is nothing to do.')
      kit.receiver.answer(403)
      const refused = { delivered: false, attempts: 1, status: 403, error: 'It answered 403.', url }
      expect(await tried(kit, 'chat')).toEqual(refused)
      await kit.put('chat', { kind: 'slack', enabled: false })
      expect(await tried(kit, 'chat')).toMatchObject({
        delivered: false,
        error: expect.stringContaining('switched off'),
      })
      await kit.connect('desk', 'desktop')
      expect(await tried(kit, 'desk')).toMatchObject({ delivered: true, url: null })
      await problemOf(await kit.send(`${connectors}/nobody/test`, {}, 'admin'), 404, 'not_found')
      await problemOf(await kit.send(`${connectors}/chat/test`, {}, 'commander'), 403, 'permission_denied')
    }))

  test('one whose secrets are not here says so, sends nothing, and is put right by putting them in anew', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.services.store.write('w', async ({ db }) => {
        await db.deleteFrom('secret').where('provider', '=', connectorSecrets('w', 'chat').provider).execute()
      })
      expect(await list(kit)).toMatchObject([{ ready: false, why_not: expect.stringContaining('not here') }])
      await kit.schedule({ notification_providers: ['chat'] })
      const { evidence } = await kit.deliver()
      expect(evidence.deliveries).toMatchObject([
        { outcome: 'failed', error: expect.stringContaining('put it in anew') },
      ])
      expect(kit.receiver.received).toEqual([])
      expect(await kit.connect('chat', 'slack')).toMatchObject({ ready: true })
      expect((await kit.deliver()).evidence).toMatchObject({ success: true })
    }))

  test('a private address is for whoever runs the server to allow', () =>
    withDrills(
      engine,
      async (kit) => {
        const answer = await kit.put('chat', { kind: 'slack', url: kit.receiver.url })
        expect(await problemOf(answer, 422, 'invalid_input')).toMatchObject({
          issues: [{ path: ['url'], message: expect.stringContaining('private network') }],
        })
      },
      (services) => ({ ...services, webhookTargets: { privateNetworks: false } }),
    ))

  test('another workspace has its own of the same name, and learns nothing of ours', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      const key = await kit.keyFor(['admin'], 'other')
      const theirs = async (method: string, path = '', body?: object) =>
        kit.ask(`${connectors}${path}`, {
          method,
          key,
          ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
        })
      expect(await asJson(await theirs('GET'), 200)).toEqual({ items: [] })
      for (const [method, path] of [
        ['DELETE', ''],
        ['POST', '/test'],
      ] as const) {
        const ours = await (await theirs(method, `/chat${path}`)).json()
        const nobodys = await (await theirs(method, `/${nobodyKnows}${path}`)).json()
        expect(ours).toEqual(nobodys)
        expect(ours).toMatchObject({ status: 404, code: 'not_found' })
      }
      await asJson(await theirs('PUT', '/chat', { kind: 'desktop' }), 200)
      expect(await list(kit)).toMatchObject([{ kind: 'slack', ready: true }])
      expect(await tried(kit, 'chat')).toMatchObject({ delivered: true })
      expect(kit.receiver.received).toHaveLength(1)
    }))
})

test('in the sample, and nowhere else, a connector may take everything and send nothing', () =>
  withDrills('sqlite', async ({ services, receiver }) => {
    const [kind, targets] = ['sample', { privateNetworks: true }] as const
    expect(checkConnector({ kind }, { mode: 'sample', targets, kept: {} })).toEqual({ ok: true, value: {} })
    for (const mode of ['local', 'server'] as const)
      expect(checkConnector({ kind }, { mode, targets, kept: {} })).toMatchObject({ ok: false })
    const notice = testNotice('id', '2026-11-21T10:00:00.000Z', 'chat')
    const { signal } = new AbortController()
    const sent = await sendThrough(services, 'w', { name: 'chat', kind, enabled: true }, notice, signal)
    expect(sent).toMatchObject({ verdict: 'delivered', status: null, url: null })
    expect(receiver.received).toEqual([])
  }))
