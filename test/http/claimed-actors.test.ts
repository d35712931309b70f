import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { EntryPage } from '../../shared/contract/audit.ts'
import type { ActorList } from '../../shared/contract/workspace.ts'
import { engines } from '../support/engines.ts'
import { factsOf, hex, tellSpans, thresholdRule } from '../support/fleet-rows.ts'
import { staff } from '../support/openid.ts'
import { actions, asJson, proposalOf, type Row, rightly } from './action-kit.ts'
import { bulk, drills, scheduleOf } from './drill-kit.ts'
import { jsonBody } from './harness.ts'
import { type OidcApp, startOidcApp } from './oidc-kit.ts'
import { operationsOf, placed, reportOf } from './row-places.ts'

/** Whom nobody verified, under every name that a body or a header might call them by. */
const mallory = { id: 'u-mallory', subject: 'u-mallory', sub: 'u-mallory', name: 'Mallory', roles: ['admin'] }
const names = ['proposed_by', 'approved_by', 'rejected_by', 'executed_by', 'claimed_by', 'opened_by', 'resolved_by']
const others = [
  'acknowledged_by',
  'generated_by',
  'created_by',
  'noted_by',
  'by',
  'author',
  'actor_id',
  'subject',
  'user',
]
const claimed = {
  ...Object.fromEntries([...names, ...others].map((name) => [name, mallory.subject])),
  actor: mallory,
  actor_claims: mallory,
  identity: mallory,
  via: 'oidc',
  verified: true,
  roles: ['admin'],
  workspace: 'elsewhere',
  workspace_id: 'elsewhere',
}
const headers = {
  'x-actor': mallory.subject,
  'x-forwarded-user': mallory.subject,
  'x-countersign-sample-actor': 'operator',
  'x-workspace-id': 'elsewhere',
}

describe.each(engines)('a name that somebody claims, on %s', (engine) => {
  let app: OidcApp
  let keys: Record<keyof typeof staff, string>
  beforeAll(async () => {
    app = await startOidcApp(engine, { limits: { transitionsPerMinute: 1_000_000 } })
    const minted = Object.entries(staff).map(async ([who, person]) => [who, await app.provider.mint(person)] as const)
    keys = Object.fromEntries(await Promise.all(minted)) as typeof keys
  })
  afterAll(() => app.close())

  const post = (path: string, body: object, key: string, method = 'POST') => {
    const request = jsonBody({ ...body, ...claimed })
    return app.ask(path, { ...request, method, key, headers: { ...headers, ...Object(request.headers) } })
  }
  const propose = async (wanted: object = {}, key = keys.operator) =>
    (await asJson<Row>(await post(actions, { ...proposalOf(), ...wanted }, key), 201)).id
  const approved = async () => {
    const id = await propose()
    await asJson(await post(`${actions}/${id}/approve`, rightly('approve'), keys.approver), 200)
    return id
  }
  const afterGlass = async () => {
    const id = await propose({ type: 'kill_run' })
    const glass = { ...rightly('approve'), note: 'Nobody else is awake', break_glass: true }
    await asJson(await post(`${actions}/${id}/approve`, glass, keys.commander), 200)
    await asJson(await post(`${actions}/${id}/mark-executed`, rightly('mark-executed'), keys.commander), 200)
    return id
  }
  const made = (path: string, body: object) => async () =>
    (await asJson<{ id: string }>(await post(path, body, keys.admin), 201)).id
  const incident = made('/api/v1/incidents', { title: 'Checkout is slow', severity: 'sev3' })
  const judgedBy = async () => {
    const set = { ...jsonBody(thresholdRule()), key: keys.admin }
    return (await asJson<{ id: string }>(await app.ask('/api/v1/fleet/rules', set), 201)).id
  }
  const violation = async () => {
    const told = { trace_id: hex(16), rule: 'Tone', label: 'red', attributions: [{ input: 'tone', contribution: 1 }] }
    const taken = await asJson<{ ids: string[] }>(await post('/api/v1/evaluations', told, keys.admin), 200)
    return taken.ids[0] ?? ''
  }
  const trace = async () => {
    await tellSpans(app.services, 'w', [
      factsOf({ trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', start_us: app.services.clock() * 1_000 }),
    ])
    return incident()
  }
  const paused = made('/api/v1/pauses', { agent: 'checkout-agent', reason: 'It loops' })
  const chat = made('/api/v1/chat/sessions', {})
  const webhook = made('/api/v1/webhooks', { url: 'https://hooks.example/x', events: ['action.approved'] })
  const delivery = async () =>
    (await asJson<{ id: string }>(await post(`/api/v1/webhooks/${await webhook()}/test`, {}, keys.admin), 200)).id
  const none = async () => ''

  const schedule = async () => {
    const { schedule_id, ...wanted } = scheduleOf()
    const set = { ...jsonBody(wanted), method: 'PUT', key: keys.admin }
    await asJson(await app.ask(`/api/v1/drills/schedules/${schedule_id}`, set), 200)
    return schedule_id
  }

  const connector = async () => {
    const set = { ...jsonBody({ kind: 'desktop' }), method: 'PUT', key: keys.admin }
    return (await asJson<{ name: string }>(await app.ask('/api/v1/notifications/connectors/open', set), 200)).name
  }
  const { schedule_id: _id, ...plainSchedule } = scheduleOf()

  /** What begins one, ticks or ends it takes nothing that it does not know. */
  const drillRun = async () => {
    const { schedule_id: _, ...wanted } = scheduleOf({ runbook_steps: ['Roll back'] })
    const schedule_id = `drill-${randomUUID()}`
    const set = { ...jsonBody(wanted), method: 'PUT', key: keys.admin }
    await asJson(await app.ask(`/api/v1/drills/schedules/${schedule_id}`, set), 200)
    const begin = { ...jsonBody({ schedule_id, surface: 'checkout-staging' }), key: keys.admin }
    return (await asJson<{ run_id: string }>(await app.ask('/api/v1/drills/runs', begin), 201)).run_id
  }

  /** Nothing of it is there, and nothing of it is asked for. What defines one takes nothing that it does not know. */
  const surface = async () => {
    const places = { repository: join(app.place.dataDir, 'no code'), remote: join(app.place.dataDir, 'no remote') }
    const wanted = { name: 'Console', host: 'local', app: 'console', ...places, paths: { local: {} } }
    const set = { ...jsonBody(wanted), method: 'PUT', key: keys.admin }
    return (await asJson<{ id: string }>(await app.ask('/api/v1/surfaces/console', set), 200)).id
  }
  const deploy = async () => {
    const told = { ...jsonBody(reportOf()), key: keys.admin }
    return (await asJson<{ id: string }>(await app.ask('/api/v1/deploys/records', told), 201)).id
  }
  const ofSurface = (name: string, body: object = {}, status = 422) =>
    [`POST /api/v1/surfaces/{id}/${name}`, [surface, { reason: 'Why not', ...body }, status]] as const

  /**
   * For every operation that changes something: a row that it can be done to, what else it needs, and who asks; the
   * admin, but where an admin would be believed to speak for somebody else.
   */
  const ways: Record<string, [row: () => Promise<string>, body: object, status: number, who?: keyof typeof staff]> = {
    [`POST ${actions}`]: [none, proposalOf(), 201],
    [`POST ${actions}/{id}/approve`]: [propose, rightly('approve'), 200],
    [`POST ${actions}/{id}/reject`]: [propose, rightly('reject'), 200],
    [`POST ${actions}/{id}/repoint`]: [propose, rightly('repoint'), 201],
    [`POST ${actions}/{id}/comments`]: [propose, rightly('comments'), 201],
    [`POST ${actions}/{id}/claim`]: [approved, rightly('claim'), 200],
    [`POST ${actions}/{id}/mark-executed`]: [approved, rightly('mark-executed'), 200],
    [`POST ${actions}/{id}/close-review`]: [afterGlass, rightly('close-review'), 200],
    'POST /api/v1/incidents': [none, { title: 'Search is slow', severity: 'sev2' }, 201],
    'POST /api/v1/incidents/{id}/assign': [incident, { owner: null }, 200],
    'POST /api/v1/incidents/{id}/link': [trace, { kind: 'trace', ref: '4bf92f3577b34da6a3ce929d0e0e4736' }, 200],
    'POST /api/v1/incidents/{id}/note': [incident, { note: 'The cache was cold' }, 200],
    'POST /api/v1/incidents/{id}/resolve': [incident, { note: 'Over' }, 200],
    'PUT /api/v1/drills/schedules/{schedule_id}': [async () => 'search', plainSchedule, 200],
    'POST /api/v1/drills/schedules/preview': [none, { schedule: plainSchedule }, 200],
    [`POST ${drills}/deliver`]: [schedule, { schedule_id: 'checkout', retries: 0 }, 200],
    [`POST ${drills}/escalation-plan`]: [none, {}, 200],
    [`POST ${drills}/acknowledgements/audit-package`]: [none, {}, 200],
    [`POST ${drills}/{schedule_id}/acknowledgements`]: [schedule, { provider: 'slack' }, 403, 'commander'],
    [`POST ${bulk}`]: [none, { routes: [{ schedule_id: 'checkout', provider: 'slack' }] }, 403, 'commander'],
    'POST /api/v1/drills/runs': [none, { schedule_id: 'checkout', surface: 'checkout-staging' }, 422],
    'POST /api/v1/drills/runs/{run_id}/tick': [drillRun, { step: 0 }, 422],
    'POST /api/v1/drills/runs/{run_id}/recover': [drillRun, {}, 200],
    'POST /api/v1/drills/runs/{run_id}/finish': [drillRun, {}, 422],
    'POST /api/v1/drills/runs/{run_id}/abandon': [drillRun, { notes: 'Enough' }, 422],
    'POST /v1/traces': [none, { resourceSpans: [] }, 200],
    'POST /api/v1/evaluations': [none, { trace_id: hex(16), rule: 'Tone', label: 'green' }, 200],
    'POST /api/v1/alerts': [none, { alerts: [] }, 200],
    'PUT /api/v1/fleet/settings': [none, { retention_days: 10 }, 422],
    'POST /api/v1/fleet/rules': [none, thresholdRule(), 422],
    'POST /api/v1/fleet/rules/try': [none, { rule: thresholdRule() }, 200],
    'PUT /api/v1/fleet/rules/{id}': [judgedBy, thresholdRule(), 422],
    'DELETE /api/v1/fleet/rules/{id}': [judgedBy, {}, 200],
    'POST /api/v1/xai/violations/{id}/attributions': [violation, {}, 200],
    'POST /api/v1/pauses': [none, { agent: 'search-agent', reason: 'It loops' }, 201],
    'POST /api/v1/pauses/{id}/resume': [paused, {}, 200],
    'POST /api/v1/chat/sessions': [none, {}, 201],
    'PATCH /api/v1/chat/sessions/{id}': [chat, { title: 'Search' }, 200],
    'DELETE /api/v1/chat/sessions/{id}': [chat, {}, 200],
    'POST /api/v1/chat/sessions/{id}/messages': [chat, { role: 'user', content: 'Is search slow?' }, 201],
    'PUT /api/v1/workspace/hold': [none, { held: true, reason: 'Freeze' }, 200],
    'PUT /api/v1/workspace/policy': [none, { single_operator: false }, 409],
    'POST /api/v1/webhooks': [none, { url: 'https://hooks.example/y', events: ['action.approved'] }, 201],
    'PUT /api/v1/webhooks/{id}': [
      webhook,
      { url: 'https://hooks.example/z', events: ['action.approved'], description: '', enabled: true },
      200,
    ],
    'POST /api/v1/webhooks/{id}/remove': [webhook, {}, 200],
    'POST /api/v1/webhooks/{id}/rotate-secret': [webhook, {}, 200],
    'POST /api/v1/webhooks/{id}/test': [webhook, {}, 200],
    'POST /api/v1/webhooks/deliveries/{id}/redeliver': [delivery, {}, 409],
    // It takes nothing that it does not know.
    'POST /api/v1/audit/verify': [none, {}, 422],
    'PUT /api/v1/notifications/connectors/{name}': [async () => 'desktop', { kind: 'desktop' }, 422],
    'POST /api/v1/notifications/connectors/{name}/test': [connector, {}, 200],
    'DELETE /api/v1/notifications/connectors/{name}': [connector, {}, 200],
    'PUT /api/v1/surfaces/{id}': [async () => 'console', { name: 'Console', host: 'local' }, 422],
    'POST /api/v1/surfaces/{id}/test': [surface, {}, 200],
    'PUT /api/v1/surfaces/{id}/secrets/{name}': [surface, { value: 'hush' }, 422],
    ...Object.fromEntries([
      ...['freeze', 'unfreeze', 'lock', 'unlock', 'quarantine/{sha}/lift', 'alert/clear'].map((name) =>
        ofSurface(name),
      ),
      ofSurface('rollback'),
    ]),
    'POST /api/v1/deploys': [none, { surface: 'console', path: 'local', preview_id: 'x', phrase: 'x' }, 422],
    'POST /api/v1/deploys/records': [none, reportOf(), 422],
    'POST /api/v1/deploys/{id}/cancel': [deploy, {}, 409],
    'POST /api/v1/deploys/{id}/approve': [deploy, {}, 422],
    'POST /api/v1/deploys/{id}/reject': [deploy, {}, 422],
    'POST /api/v1/deploys/{id}/close-review': [deploy, { note: 'Fine' }, 422],
    'PUT /api/v1/forges/github/token': [none, { token: 'hush' }, 422],
    'DELETE /api/v1/forges/github/token': [none, {}, 200],
    // Nobody has a key.
    'POST /api/v1/assistant/chat': [none, { message: 'hello' }, 412],
    'POST /api/v1/assistant/tiles': [none, { message: 'hello' }, 200],
    'POST /api/v1/assistant/runs/{run_id}/cancel': [none, {}, 404],
    'POST /api/v1/xai/violations/{id}/explanation': [violation, {}, 412],
    'POST /api/v1/gateway/proxy/v1/{path}': [async () => 'chat/completions', { model: 'none' }, 412],
    'POST /api/v1/assistant/providers/{provider}/test': [async () => 'anthropic', {}, 412],
    'PUT /api/v1/assistant/providers/{provider}': [async () => 'openai', { key: 'sk-of-nobody' }, 200],
    'DELETE /api/v1/assistant/providers/{provider}': [async () => 'openai', {}, 200],
    'PUT /api/v1/gateway/credential': [none, { key: 'sk-of-nobody' }, 200],
    'DELETE /api/v1/gateway/credential': [none, {}, 200],
    'POST /api/v1/evidence/export': [none, { kind: 'ledger' }, 422],
    // Whatever it is, it is no package.
    'POST /api/v1/evidence/verify': [none, {}, 200],
    // A bearer has no session of its own; and what one person does on their own machine is not done here.
    'POST /console/session/sessions/end': [none, { id: 'x' }, 404],
    'POST /console/session/sign-out': [none, { everywhere: true }, 200],
    'POST /console/sample/play': [none, {}, 409],
  }

  test('every operation that changes something is among them', async () => {
    const operations = (await operationsOf(app)).filter(({ method }) => method !== 'GET')
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(ways).sort())
  })

  test('is nobody’s: whoever was verified did it', async () => {
    const entries = async (after = 0) =>
      EntryPage.parse(
        await asJson(await app.ask(`/api/v1/audit/entries?after=${after}&limit=500`, { key: keys.admin }), 200),
      ).items
    const me = (await asJson<{ actor: { id: string } }>(await app.ask('/console/session', { key: keys.admin }), 200))
      .actor
    for (const [operation, [row, body, status, who = 'admin']] of Object.entries(ways)) {
      const [method = '', path = ''] = operation.split(' ')
      const place = placed(path, await row())
      const before = (await entries()).length
      const response = await post(place, body, keys[who], method)
      const text = await response.text()
      expect(response.status, `${operation}: ${text}`).toBe(status)
      expect(text.toLowerCase(), operation).not.toContain('mallory')
      const told = await entries(before)
      expect(new Set([me.id, ...told.map(({ actor_id }) => actor_id)]), operation).toEqual(new Set([me.id]))
    }
    expect(JSON.stringify(await entries()).toLowerCase()).not.toContain('mallory')
    const { items } = await asJson<z.output<typeof ActorList>>(
      await app.ask('/api/v1/workspace/actors', { key: keys.admin }),
      200,
    )
    const known = ['Ada', 'Alan', 'Edsger', 'Grace']
    expect(items.map(({ name }) => name).sort()).toEqual(known)
    const elsewhere = EntryPage.parse(
      await asJson(await app.ask('/api/v1/audit/entries?after=0', { key: keys.stranger }), 200),
    )
    expect(elsewhere.items.map(({ action }) => action)).toEqual(['workspace.ledger.opened'])
  })
})
