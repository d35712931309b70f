import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Session } from '../../shared/contract/console.ts'
import { engines } from '../support/engines.ts'
import { staff } from '../support/openid.ts'
import { asJson } from './action-kit.ts'
import { type AcknowledgementView, asksFor, drills, expectAgreement, onRecord, planned } from './drill-kit.ts'
import { jsonBody } from './harness.ts'
import { type OidcApp, startOidcApp } from './oidc-kit.ts'

/** Whom nobody verified. */
const mallory = {
  sub: 'u-mallory',
  subject: 'u-mallory',
  id: 'u-mallory',
  name: 'Mallory',
  email: 'mallory@evil.example',
}

type Spoof = { body?: object; headers?: Record<string, string>; query?: string; refused?: [number, string] }

/** Every way that anybody has thought of to be recorded as somebody else. What is not refused is simply not read. */
const spoofs: Record<string, Spoof> = {
  'acknowledged_by, as older clients send it': { body: { acknowledged_by: 'mallory@evil.example' } },
  generated_by: { body: { generated_by: 'mallory@evil.example' } },
  'an actor': { body: { actor: mallory } },
  'an actor_id and a digest': {
    body: { actor_id: 'u-mallory', actor_digest: 'mallory', by_id: 'u-mallory', by: mallory },
  },
  'who it is through': { body: { through: { id: 'u-mallory', digest: 'mallory' } } },
  'verified, via, roles and permissions': {
    body: { verified: true, via: 'oidc', roles: ['admin'], permissions: ['actors.act_for'], identity: mallory },
  },
  'what the record itself would hold': {
    body: {
      acknowledgement: { acknowledged_by: 'mallory' },
      acknowledgement_id: 'gordack-mallory',
      acknowledged_at: '2000-01-01T00:00:00Z',
      signer: 'mallory',
    },
  },
  'the prototype of the body': {
    body: JSON.parse('{"__proto__":{"actor_claims":{"sub":"u-mallory"}},"constructor":{"actor_claims":{}}}'),
  },
  'claims, from nobody who may speak for others': {
    body: { actor_claims: { ...mallory, roles: ['admin'] } },
    refused: [403, 'permission_denied'],
  },
  'claims that say whose they are themselves': {
    body: { actor_claims: { ...mallory, 'actors.act_for': true, verified: true, permissions: ['actors.act_for'] } },
    refused: [403, 'permission_denied'],
  },
  'a token that says nothing true': {
    body: { actor_token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LW1hbGxvcnkifQ.' },
    refused: [401, 'credential_invalid'],
  },
  'claims in the query': {
    body: {},
    headers: {},
    query: '?actor_claims=%7B%22sub%22%3A%22u-mallory%22%7D&acknowledged_by=mallory',
  },
  'headers that proxies set': {
    headers: {
      'x-forwarded-user': 'u-mallory',
      'x-forwarded-email': 'mallory@evil.example',
      'x-remote-user': 'u-mallory',
      'remote-user': 'u-mallory',
      'x-actor': 'u-mallory',
      'x-actor-claims': JSON.stringify(mallory),
      'x-actor-token': 'mallory',
      'x-auth-request-user': 'u-mallory',
      'x-ms-client-principal-name': 'u-mallory',
      forwarded: 'for=mallory',
    },
  },
  'who one is in the sample': { headers: { 'x-countersign-sample-actor': 'commander' } },
  'another workspace': {
    headers: { 'x-workspace-id': 'elsewhere' },
    body: { workspace: 'elsewhere', workspace_id: 'elsewhere' },
  },
  'the actor whom a page shows': { headers: { 'x-countersign-actor': 'u-mallory' }, refused: [409, 'actor_changed'] },
  'a cookie of nobody': { headers: { cookie: '__Host-countersign-session=mallory' } },
}

describe.each(engines)('who pretends to be somebody else, on %s', (engine) => {
  let app: OidcApp
  let key: string
  let me: string
  let schedules = 0
  beforeAll(async () => {
    app = await startOidcApp(engine)
    key = await app.provider.mint(staff.commander)
    me = Session.parse(await asJson(await app.ask('/console/session', { key }), 200)).actor?.id ?? ''
  })
  afterAll(() => app.close())

  describe.each(['alone', 'in bulk'])('%s', (form) => {
    test.each(Object.entries(spoofs))('by %s', async (_, { body = {}, headers = {}, query = '', refused }) => {
      schedules += 1
      const schedule_id = `s-${schedules}`
      const plan = await planned(app.services, { schedule_id })
      const ways = asksFor(plan, { ...body, notes: 'Words of the operator' })
      const [path, sent] = ways[form === 'alone' ? 0 : 1] ?? ['', {}]
      const request = jsonBody(form === 'alone' ? sent : withClaimsInRoutes(sent, body))
      const response = await app.ask(`${path}${query}`, {
        ...request,
        key,
        headers: { ...Object(request.headers), ...headers },
      })
      const text = await response.text()
      const record = await onRecord(app.services, plan)
      const history = await asJson<{ items: { acknowledgement?: AcknowledgementView }[] }>(
        await app.ask(`${drills}?schedule_id=${schedule_id}&kind=go-backend-rollback-drill-notification-ack`, { key }),
        200,
      )
      const entries = EntryPage.parse(
        await asJson(await app.ask(`/api/v1/audit/entries?subject=drill:${schedule_id}`, { key }), 200),
      )
      if (refused) {
        expect([response.status, JSON.parse(text).code]).toEqual(refused)
        expect([record.entries, record.rows, history.items]).toEqual([[], [], []])
        expect(record.routes.every(({ state }) => state === 'outstanding')).toBe(true)
      } else {
        expect(response.status, text).toBe(200)
        // The row, the entry, the history and the answer name who was verified.
        expect(record.rows.map(({ by, through }) => [by.id, through])).toEqual([[me, null]])
        expect(record.entries.map(({ actor_id }) => actor_id)).toEqual([me])
        expect(history.items.map(({ acknowledgement }) => acknowledgement)).toMatchObject([
          {
            acknowledged_by: 'ada@example.com',
            actor: { id: me, subject: 'u-ada', verified: true },
            through: null,
            notes: 'Words of the operator',
          },
        ])
        expectAgreement(record)
      }
      for (const place of [record, history, entries])
        expect(JSON.stringify(place).toLowerCase()).not.toContain('mallory')
      if (!refused) expect(text.toLowerCase()).not.toContain('mallory')
    })
  })

  test('nobody of that name was ever seen here', async () => {
    const people = await asJson(await app.ask('/api/v1/workspace/actors', { key }), 200)
    expect(JSON.stringify(people).toLowerCase()).not.toContain('mallory')
  })
})

/** The same beside each route of a bulk request, where nobody reads it either. */
const withClaimsInRoutes = (sent: object, body: object) => ({
  ...sent,
  routes: ('routes' in sent && Array.isArray(sent.routes) ? sent.routes : []).map((route: object) => ({
    ...body,
    ...route,
  })),
})
