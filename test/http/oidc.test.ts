import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../main/http/app.ts'
import { listWorkspaces } from '../../main/store/workspaces.ts'
import { version } from '../../main/version.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { SecurityBoundary, Session, SignInOptions } from '../../shared/contract/console.ts'
import { roles } from '../../shared/domain/permission.ts'
import { engines } from '../support/engines.ts'
import { audience, desktopClient, staff } from '../support/openid.ts'
import { actions, asJson, proposalOf, type Row, rightly } from './action-kit.ts'
import { type Ask, jsonBody, withApp } from './harness.ts'
import { type OidcApp, signInAt, startOidcApp } from './oidc-kit.ts'
import { problemOf } from './problem-shape.ts'

const session = '/console/session'
const invalidToken = 'Bearer error="invalid_token"'

describe.each(engines)('signed tokens on %s', (engine) => {
  let app: OidcApp
  beforeAll(async () => {
    app = await startOidcApp(engine)
  })
  afterAll(() => app.close())

  const sessionOf = async (key: string) => Session.strict().parse(await asJson(await app.ask(session, { key }), 200))
  const entriesOf = async (key: string) =>
    EntryPage.parse(await asJson(await app.ask('/api/v1/audit/entries?after=0', { key }), 200)).items

  test('what somebody got who signed in by a browser opens this server, and says who it was', async () => {
    const { access_token } = await signInAt(app.provider, staff.commander)
    const answer = await sessionOf(access_token)
    expect(answer).toMatchObject({
      authentication_mode: 'oidc',
      authenticated: true,
      verified: true,
      actor: {
        issuer: app.provider.issuer,
        subject: 'u-ada',
        email: 'ada@example.com',
        name: 'Ada',
        via: 'oidc',
        verified: true,
      },
      groups: [],
      roles: ['incident_commander'],
      workspace: 'w',
      signed_in_at: expect.stringMatching(/Z$/),
      permissions: { acknowledge_drill_notifications: true, 'actions.approve': true, 'settings.manage': false },
    })
    expect((await sessionOf(access_token)).actor).toEqual(answer.actor)
  })

  test('the ID token that came with it opens nothing', async () => {
    const { id_token } = await signInAt(app.provider, staff.commander)
    await problemOf(await app.ask(session, { key: id_token }), 401, 'credential_invalid')
  })

  test('groups are told, and their roles count', async () => {
    const key = await app.provider.mint(staff.operator, { groups: ['countersign-release_manager', 'dogs'] })
    expect(await sessionOf(key)).toMatchObject({
      groups: ['countersign-release_manager', 'dogs'],
      roles: ['operator', 'release_manager'],
    })
  })

  test('the ledger says who was verified, through the proposal and the approval', async () => {
    const operator = await app.provider.mint(staff.operator)
    const approver = await app.provider.mint(staff.approver)
    const { id } = await asJson<Row>(await app.ask(actions, { key: operator, ...jsonBody(proposalOf()) }), 201)
    const approve = { key: approver, ...jsonBody(rightly('approve')) }
    const row = await asJson<Row>(await app.ask(`${actions}/${id}/approve`, approve), 200)
    const { issuer } = app.provider
    expect(row.proposed_by).toMatchObject({ issuer, subject: 'u-alan', via: 'oidc', verified: true })
    expect(row.approvals).toMatchObject([{ actor: { issuer, subject: 'u-grace', via: 'oidc', verified: true } }])
    const who = (await sessionOf(approver)).actor?.id
    const approved = (await entriesOf(approver)).filter(({ action }) => action === 'action.proposal.approved')
    expect(approved.map(({ actor_id }) => actor_id)).toEqual([who])
  })

  test('a workspace is opened when a token that is good names it first, by the program itself', async () => {
    const named = (workspace_id: string) => ({ ...staff.commander, workspace_id })
    const bad = await app.provider.mint(named('never'), { aud: 'x' })
    await problemOf(await app.ask(session, { key: bad }), 401, 'credential_invalid')
    const key = await app.provider.mint(named('fresh'))
    expect((await sessionOf(key)).workspace).toBe('fresh')
    const known = await listWorkspaces(app.services.store.read)
    expect(known).toContain('fresh')
    expect(known).not.toContain('never')
    const [first] = await entriesOf(key)
    expect(first).toMatchObject({ seq: 1, action: 'workspace.ledger.opened' })
    expect(first?.actor_id).not.toBe((await sessionOf(key)).actor?.id)
  })

  test('several servers may be the first at once', async () => {
    const key = await app.provider.mint({ ...staff.commander, workspace_id: 'crowded' })
    const others = Array.from({ length: 4 }, () => createApp(app.services))
    const request = () => new Request(`http://localhost${session}`, { headers: { authorization: `Bearer ${key}` } })
    const answers = await Promise.all(
      [app.app, ...others].flatMap((one) => [1, 2].map(() => one.fetch(request(), { door: 'desktop' }))),
    )
    const ids = await Promise.all(answers.map(async (answer) => Session.parse(await answer.json()).actor?.id))
    expect(new Set(ids).size).toBe(1)
    expect(await entriesOf(key)).toHaveLength(1)
  })

  test('somebody without a role is told who they are, and reads nothing', async () => {
    const key = await app.provider.mint(staff.operator, { roles: ['juggler'] })
    const { roles, permissions, verified } = await sessionOf(key)
    expect({ roles, verified }).toEqual({ roles: [], verified: true })
    expect(Object.values(permissions).every((may) => !may)).toBe(true)
    for (const path of [actions, '/api/v1/audit/entries', '/api/v1/events', '/api/v1/workspace/actors'])
      expect(await problemOf(await app.ask(path, { key }), 403, 'permission_denied')).toMatchObject({
        permission: 'read',
      })
  })

  test.each<[what: string, ask: () => Promise<Ask>, code: string, header: string]>([
    ['nothing', async () => ({}), 'credential_missing', 'Bearer'],
    ['garbage', async () => ({ key: 'garbage' }), 'credential_invalid', invalidToken],
    ['an unknown key', async () => ({ key: `sk-at-${'A'.repeat(43)}` }), 'credential_invalid', invalidToken],
    [
      'a token for others',
      async () => ({ key: await app.provider.mint(staff.operator, { aud: 'x' }) }),
      'credential_invalid',
      invalidToken,
    ],
    [
      'a token past its time',
      async () => ({ key: await app.provider.mint(staff.operator, { exp: 1 }) }),
      'credential_expired',
      invalidToken,
    ],
  ])('401 for %s, with the challenge that programs read', async (_, ask, code, header) => {
    const response = await app.ask(session, await ask())
    expect(response.headers.get('www-authenticate')).toBe(header)
    const { detail } = await problemOf(response, 401, code)
    if (code === 'credential_missing')
      expect(detail).toBe('Sign in, or send `Authorization: Bearer` with an API key or an access token.')
  })

  test('API keys go on working, whatever becomes of the issuer', async () => {
    const own = await startOidcApp(engine)
    const key = await own.keyFor(['viewer'])
    own.provider.goDown()
    expect((await own.ask(session, { key })).status).toBe(200)
    const token = await own.provider.mint(staff.operator)
    await problemOf(await own.ask(session, { key: token }), 503, 'issuer_unreachable')
    own.provider.comeBack()
    own.pass(1_000)
    expect((await own.ask(session, { key: token })).status).toBe(200)
    await own.close()
  })

  test('keys that change, and a key that is withdrawn', async () => {
    const own = await startOidcApp(engine)
    const statusOf = async (key: string) => (await own.ask(session, { key })).status
    const [old, later] = [
      await own.provider.mint(staff.operator),
      await own.provider.mint(staff.operator, { exp: 9e9 }),
    ]
    expect([await statusOf(old), await statusOf(later)]).toEqual([200, 200])
    await own.provider.rotateKeys()
    expect([await statusOf(await own.provider.mint(staff.operator)), await statusOf(old)]).toEqual([200, 200])
    await own.provider.rotateKeys({ forget: true })
    own.pass(10 * 60_000)
    expect([await statusOf(await own.provider.mint(staff.operator, { exp: 9e9 })), await statusOf(later)]).toEqual([
      200, 401,
    ])
    await own.close()
  })

  test('a stream ends with the token that opened it', async () => {
    const own = await startOidcApp(engine, { heartbeatMs: 20 })
    const response = await own.ask('/api/v1/events', { key: await own.provider.mint(staff.operator) })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('live from')
    expect((await reader?.read())?.value).toContain('still here')
    own.pass(300_000 + 60_000)
    let read = await reader?.read()
    while (read?.done === false) read = await reader?.read()
    expect(read?.done).toBe(true)
    await own.close()
  })
})

describe('what a server says of itself', () => {
  const clients = { name: undefined, client_id: undefined, web_client_id: 'web' }
  test.each<[what: string, issuer: Record<string, unknown>, expected: object]>([
    [
      'with one client for everything',
      {},
      { name: 'Example ID', client_id: desktopClient, parameters: { resource: audience }, web: true },
    ],
    [
      'with a client for browsers alone',
      { ...clients, audience: ['countersign', 'x'] },
      { name: expect.stringMatching(/^127\.0\.0\.1:\d+$/), client_id: null, parameters: {}, web: true },
    ],
    [
      'with no client at all',
      { client_id: undefined, parameters: { audience: 'a' } },
      { client_id: null, parameters: { audience: 'a' }, web: false },
    ],
  ])('how one signs in, %s', async (_, issuer, expected) => {
    const app = await startOidcApp('sqlite', { issuer })
    const options = SignInOptions.strict().parse(await asJson(await app.ask('/sign-in/options'), 200))
    const { issuers, ...rest } = options
    expect(rest).toEqual({ name: 'Countersign server', environment: 'production', version, api_keys: true })
    const scope = 'openid profile email offline_access'
    expect(issuers).toMatchObject([{ issuer: app.provider.issuer, scope, ...expected }])
    await app.close()
  })

  test('where nobody is believed, there are keys', () =>
    withApp('sqlite', async ({ ask }) => {
      expect(await asJson(await ask('/sign-in/options'), 200)).toMatchObject({ api_keys: true, issuers: [] })
    }))

  test.each(engines)('which protections are configured, on %s', async (engine) => {
    const sessions = { idle_minutes: 5, absolute_hours: 2 }
    const step_up = { max_age_seconds: 120, required: true }
    const app = await startOidcApp(engine, { oidc: { sessions, step_up } })
    const key = await app.provider.mint(staff.operator)
    const boundary = SecurityBoundary.strict().parse(
      await asJson(await app.ask('/console/security-boundary', { key }), 200),
    )
    expect(boundary).toEqual({
      mode: 'server',
      oidc: {
        configured: true,
        issuers: [
          {
            issuer: app.provider.issuer,
            algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
            audience: [audience],
          },
        ],
      },
      rbac: { configured: true, roles: [...roles] },
      cors: { origins: [] },
      step_up: { tier: 3, ...step_up },
      sessions: { cookies: true, ...sessions },
      secrets: app.services.secrets.protection,
      row_level_security: app.services.rowSecurity,
    })
    await app.close()
  })

  test('where nothing is configured, it says so', () =>
    withApp(
      'sqlite',
      async ({ ask }) => {
        expect(await asJson(await ask('/console/security-boundary'), 200)).toMatchObject({
          mode: 'local',
          oidc: { configured: false, issuers: [] },
          rbac: { configured: false },
          step_up: { max_age_seconds: null, required: false },
          sessions: { cookies: false, idle_minutes: null, absolute_hours: null },
          row_level_security: 'not_offered',
        })
      },
      { mode: 'local' },
    ))
})
