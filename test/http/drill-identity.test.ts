import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Session } from '../../shared/contract/console.ts'
import type { Plan } from '../../shared/domain/drill-plan.ts'
import { engines } from '../support/engines.ts'
import { staff, startOpenid } from '../support/openid.ts'
import { asJson } from './action-kit.ts'
import {
  type AcknowledgementView,
  asksFor,
  type BulkAnswer,
  expectAgreement,
  onRecord,
  planned,
  type Recorded,
  recordedIn,
} from './drill-kit.ts'
import { jsonBody } from './harness.ts'
import { type OidcApp, signInAt, startOidcApp } from './oidc-kit.ts'
import { problemOf } from './problem-shape.ts'
import { signIn, startWeb } from './web-kit.ts'

const unknownKey = `sk-at-${'A'.repeat(43)}`
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

// "The endpoint requires verified actor context from a bearer token, actor_token, or actor_claims."
describe.each(engines)('whose answer it is, on %s', (engine) => {
  let app: OidcApp
  let other: Awaited<ReturnType<typeof startOpenid>>
  let schedules = 0
  beforeAll(async () => {
    app = await startOidcApp(engine)
    other = await startOpenid()
  })
  afterAll(async () => {
    await other.close()
    await app.close()
  })
  const fresh = () => {
    schedules += 1
    return planned(app.services, { schedule_id: `s-${schedules}` })
  }
  const mint = () => app.provider.mint(staff.commander)

  type Way = (plan: Plan, body: object, key?: string) => Promise<Response>
  const ways: [string, Way][] = ['alone', 'in bulk'].map((name, i) => [
    name,
    async (plan, body, key) => {
      const [path, sent] = asksFor(plan, body)[i] ?? ['', {}]
      return app.ask(path, { key, ...jsonBody(sent) })
    },
  ])
  const recorded = async (response: Response): Promise<AcknowledgementView> => {
    const done = recordedIn(await asJson<Recorded | BulkAnswer>(response, 200))
    if (!done) throw new Error('nothing was recorded')
    return done
  }
  const expectNothing = async (plan: Plan) => {
    const { entries, rows, routes } = await onRecord(app.services, plan)
    expect([entries, rows]).toEqual([[], []])
    expect(routes.every(({ state }) => state === 'outstanding')).toBe(true)
  }

  describe.each(ways)('%s', (_, send) => {
    const asAda = () => ({
      acknowledged_by: 'ada@example.com',
      actor: { issuer: app.provider.issuer, subject: 'u-ada', name: 'Ada', via: 'oidc', verified: true },
      through: null,
    })

    test('by a bearer token that the provider gave at a sign-in', async () => {
      const plan = await fresh()
      const { access_token } = await signInAt(app.provider, staff.commander)
      expect(await recorded(await send(plan, {}, access_token))).toMatchObject(asAda())
      expectAgreement(await onRecord(app.services, plan))
    })

    test('by the same token in the body, without a header', async () => {
      const plan = await fresh()
      const { access_token } = await signInAt(app.provider, staff.commander)
      const done = await recorded(await send(plan, { actor_token: access_token }))
      expect(done).toMatchObject(asAda())
      const { entries } = await onRecord(app.services, plan)
      expect(entries.map(({ actor_id }) => actor_id)).toEqual([done.actor.id])
      expect(JSON.stringify(entries)).not.toContain(access_token)
    })

    test('by an API key, in the header or in the body', async () => {
      const key = await app.keyFor(['release_manager'])
      const actor = { name: 'release_manager', via: 'api_key', verified: true }
      expect(await recorded(await send(await fresh(), {}, key))).toMatchObject({ actor })
      expect(await recorded(await send(await fresh(), { actor_token: key }))).toMatchObject({ actor })
    })

    test('a token in the body beside a credential of the same person is fine', async () => {
      const again = await app.provider.mint(staff.commander, { jti: 'another' })
      expect(await recorded(await send(await fresh(), { actor_token: again }, await mint()))).toMatchObject(asAda())
    })

    test.each<[string, () => Promise<string>, () => Promise<string>]>([
      ['of somebody else', mint, () => app.provider.mint(staff.admin)],
      ['of a key', mint, () => app.keyFor(['admin'])],
      ['beside a key', () => app.keyFor(['admin']), mint],
      ['of the same person elsewhere', mint, () => app.provider.mint({ ...staff.commander, workspace_id: 'v' })],
    ])('a token in the body %s is two people in one request', async (_, key, token) => {
      const plan = await fresh()
      await problemOf(await send(plan, { actor_token: await token() }, await key()), 403, 'actor_mismatch')
      await expectNothing(plan)
    })

    const faulty: [string, () => Promise<string>, string][] = [
      ['past its time', () => app.provider.mint(staff.commander, { exp: 1 }), 'credential_expired'],
      ['for somebody else', () => app.provider.mint(staff.commander, { aud: 'x' }), 'credential_invalid'],
      ['of another issuer', () => other.mint(staff.commander), 'credential_invalid'],
      [
        'of another issuer that says it were ours',
        () => other.mint(staff.commander, { iss: app.provider.issuer }),
        'credential_invalid',
      ],
      ['from the future', () => app.provider.mint(staff.commander, { nbf: 9e9 }), 'credential_invalid'],
      ['under a key of no issuer', () => app.provider.mint(staff.commander, {}, { kid: 'k-x' }), 'credential_invalid'],
      [
        'that is an ID token',
        async () => (await signInAt(app.provider, staff.commander)).id_token,
        'credential_invalid',
      ],
      [
        'that nobody signed',
        async () => `${part({ alg: 'none', typ: 'at+jwt' })}.${(await mint()).split('.')[1]}.`,
        'credential_invalid',
      ],
      [
        'whose roles were changed after it was signed',
        async () => {
          const [head, claims = '', signature] = (await app.provider.mint(staff.operator)).split('.')
          const said = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), roles: ['admin'] }
          return `${head}.${part(said)}.${signature}`
        },
        'credential_invalid',
      ],
      ['that is none', async () => 'garbage', 'credential_invalid'],
      ['that is empty', async () => '', 'credential_invalid'],
      ['that is too long', async () => 'x'.repeat(20_000), 'credential_invalid'],
      ['that is a key nobody knows', async () => unknownKey, 'credential_invalid'],
    ]
    test.each(faulty)('a token %s opens nothing, and is not passed over', async (what, token, code) => {
      const plan = await fresh()
      const actor_token = await token()
      await problemOf(await send(plan, { actor_token }), 401, code)
      // Nor beside a credential that is good.
      await problemOf(await send(plan, { actor_token }, await mint()), 401, code)
      if (what !== 'that is empty') await problemOf(await send(plan, {}, actor_token), 401, code)
      await expectNothing(plan)
    })

    test('an issuer that cannot be asked is no reason to believe anything', async () => {
      const own = await startOidcApp(engine)
      const plan = await planned(own.services)
      const actor_token = await own.provider.mint(staff.commander)
      own.provider.goDown()
      for (const [path, body] of asksFor(plan, { actor_token }))
        await problemOf(await own.ask(path, jsonBody(body)), 503, 'issuer_unreachable')
      expect((await onRecord(own.services, plan)).entries).toEqual([])
      await own.close()
    })

    test('nobody is told so, before anything else of the request is looked at', async () => {
      const plan = await fresh()
      for (const actor_token of [undefined, null, 7, { sub: 'u-ada' }])
        await problemOf(await send(plan, { actor_token, provider: 3, routes: [] }), 401, 'credential_missing')
      await expectNothing(plan)
    })

    test('who may not answer may not with a token in the body either', async () => {
      const plan = await fresh()
      const actor_token = await app.provider.mint(staff.operator)
      expect(await problemOf(await send(plan, { actor_token }), 403, 'permission_denied')).toMatchObject({
        permission: 'drills.acknowledge',
      })
      await expectNothing(plan)
    })
  })

  test('what is not JSON, is too large, or speaks of nothing: in the order of all refusals', async () => {
    const plan = await fresh()
    const key = await mint()
    const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"actor_token":"${key}"` }
    for (const [path] of asksFor(plan, {})) {
      await problemOf(await app.ask(path, broken), 401, 'credential_missing')
      await problemOf(await app.ask(path, { ...broken, key }), 422, 'invalid_input')
      const large = jsonBody({ actor_token: key, notes: 'x'.repeat(1024 * 1024) })
      await problemOf(await app.ask(path, large), 413, 'body_too_large')
    }
    const nowhere = '/runtime/go-pilot/rollback-drill-notifications/nowhere/acknowledgements'
    await problemOf(await app.ask(nowhere, jsonBody({})), 401, 'credential_missing')
    await problemOf(await app.ask(nowhere, jsonBody({ actor_token: key })), 404, 'not_found')
    const mismatched = jsonBody({ actor_token: await app.provider.mint(staff.admin) })
    await problemOf(await app.ask(nowhere, { key, ...mismatched }), 404, 'not_found')
    const [[there] = ['']] = asksFor(plan, {})
    await problemOf(await app.ask(there, { key, ...mismatched }), 403, 'actor_mismatch')
    await expectNothing(plan)
  })

  test('a credential in the body opens nothing else', async () => {
    const admin = await app.provider.mint(staff.admin)
    for (const path of ['/api/v1/deployments/actions', '/console/session/sign-out', '/runtime/go-pilot/nothing'])
      await problemOf(await app.ask(path, jsonBody({ actor_token: admin })), 401, 'credential_missing')
  })
})

describe.each(engines)('whose answer it is that a browser sends, on %s', (engine) => {
  test('the person of its session, with whom a token beside it has to agree', async () => {
    const web = await startWeb(engine)
    const { browser } = await signIn(web)
    const cookie = `__Host-countersign-session=${browser.cookies.get('__Host-countersign-session')}`
    const shown = await asJson(await fetch(`${web.url}/console/session`, { headers: { cookie } }), 200)
    const me = Session.parse(shown).actor?.subject
    const mine = Object.values(staff).find(({ sub }) => sub === me) ?? staff.commander
    const yours = Object.values(staff).find(({ sub }) => sub !== me) ?? staff.admin
    const plan = await planned(web.services)
    const [[path, body] = ['', {}]] = asksFor(plan, {})
    const send = (rest: object, headers: Record<string, string> = { origin: web.url }) =>
      fetch(`${web.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify({ ...body, ...rest }),
      })
    await problemOf(await send({ actor_token: await web.provider.mint(yours) }), 403, 'actor_mismatch')
    await problemOf(await send({ actor_token: 'garbage' }), 401, 'credential_invalid')
    await problemOf(await send({}, { origin: 'https://evil.example' }), 403, 'origin_not_allowed')
    expect((await onRecord(web.services, plan)).entries).toEqual([])
    const done = await asJson<Recorded>(await send({ actor_token: await web.provider.mint(mine) }), 200)
    expect(done.acknowledgement.actor).toMatchObject({ subject: mine.sub, verified: true })
    await web.close()
  })
})
