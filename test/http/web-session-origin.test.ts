import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { problemOf } from './problem-shape.ts'
import { askRaw, type RawHeaders } from './raw-request.ts'
import { signIn, startWeb, type Web } from './web-kit.ts'

const taken = 'taken'
const refused = 'origin_not_allowed'

describe.each(engines)('what changes something with a cookie comes from a page of our own, on %s', (engine) => {
  let web: Web
  let cookie: string
  beforeAll(async () => {
    web = await startWeb(engine)
    const { browser } = await signIn(web)
    cookie = `__Host-countersign-session=${browser.cookies.get('__Host-countersign-session')}`
  })
  afterAll(() => web.close())

  const filled = (headers: RawHeaders): RawHeaders =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', new URL(web.url).host)]),
    )

  test.each<[headers: RawHeaders, outcome: typeof taken | typeof refused]>([
    [{ origin: 'http://HOST' }, taken],
    [{ origin: 'http://HOST', 'sec-fetch-site': 'same-origin' }, taken],
    [{}, refused],
    [{ 'sec-fetch-site': 'same-origin' }, refused],
    [{ 'sec-fetch-site': 'none' }, refused],
    [{ referer: 'http://HOST/' }, refused],
    [{ origin: 'null' }, refused],
    [{ origin: '' }, refused],
    [{ origin: 'https://HOST' }, refused],
    [{ origin: 'http://HOST.evil.example' }, refused],
    [{ origin: 'http://HOST/' }, refused],
    [{ origin: 'http://127.0.0.1:1' }, refused],
    [{ origin: 'https://evil.example' }, refused],
    [{ origin: 'http://HOST', 'sec-fetch-site': 'cross-site' }, refused],
  ])('%j', async (headers, outcome) => {
    for (const [method, path] of [
      ['POST', '/api/v1/deployments/actions'],
      ['PUT', '/api/v1/workspace/hold'],
      ['POST', '/console/session/sessions/end'],
    ] as const) {
      const sent = { 'content-type': 'application/json', cookie, ...filled(headers) }
      const { code } = await askRaw(`${web.url}${path}`, sent, method)
      // What is taken goes on to be asked for its body, which there is none of.
      expect(code, `${method} ${path}`).toBe(outcome === taken ? 'invalid_input' : refused)
    }
  })

  test('reading needs no origin: browsers send none', async () => {
    expect((await askRaw(`${web.url}/console/session`, { cookie })).status).toBe(200)
  })

  test('who sends a key beside the cookie is judged by the key, and needs no origin', async () => {
    const key = await web.app.keyFor(['viewer'])
    const headers = { cookie, authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const session = await fetch(`${web.url}/console/session`, { headers })
    expect(await session.json()).toMatchObject({ authentication_mode: 'api_key', roles: ['viewer'] })
    expect((await askRaw(`${web.url}/api/v1/deployments/actions`, headers, 'POST')).code).toBe('permission_denied')
    for (const authorization of ['Bearer sk-at-wrong', 'Basic abc', 'Bearer', '']) {
      const answer = await fetch(`${web.url}/console/session`, { headers: { cookie, authorization } })
      expect([authorization, answer.status]).toEqual([authorization, 401])
    }
  })

  test.each([
    ['', 'credential_missing'],
    ['=', 'credential_expired'],
    ['=a', 'credential_expired'],
    [`=${'A'.repeat(43)}`, 'credential_expired'],
    [`=${'A'.repeat(4000)}`, 'credential_expired'],
    ["=' or 1=1 --", 'credential_expired'],
  ])('a cookie that says %j opens nothing', async (value, code) => {
    const answer = await fetch(`${web.url}/console/session`, {
      headers: { cookie: `__Host-countersign-session${value}` },
    })
    await problemOf(answer, 401, code)
  })

  test('the same name without its prefix is another cookie, which any page of the host could have set', async () => {
    const headers = { cookie: cookie.replace('__Host-', '') }
    await problemOf(await fetch(`${web.url}/console/session`, { headers }), 401, 'credential_missing')
  })
})

describe('a page of another site', () => {
  const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  test.each<[path: string, headers: RawHeaders, status: number]>([
    ['/sign-in/start', visit, 303],
    ['/sign-in/callback', visit, 404],
    ['/docs', visit, 200],
    ['/docs', { ...visit, 'sec-fetch-dest': 'iframe' }, 403],
    ['/docs', { ...visit, 'sec-fetch-mode': 'no-cors' }, 403],
    ['/docs', { 'sec-fetch-site': 'cross-site' }, 403],
    ['/docs', { ...visit, origin: 'https://evil.example' }, 403],
    ['/console/session', visit, 403],
    ['/console/session/sessions', visit, 403],
    ['/api/v1/audit/entries', visit, 403],
    ['/runtime/anything', visit, 403],
  ])('may lead a whole window to a page and nothing else: %s %j', async (path, headers, status) => {
    const web = await startWeb('sqlite')
    expect((await askRaw(`${web.url}${path}`, headers)).status).toBe(status)
    await web.close()
  })
})

describe('behind a proxy', () => {
  test('the public address is the one to come back to, and the origin that may change something', async () => {
    const publicUrl = 'https://console.example'
    const web = await startWeb('sqlite', { oidcConfig: { public_url: publicUrl } })
    const { browser } = await signInDirectly(web)
    const cookie = `__Host-countersign-session=${browser.secret}`
    const started = await fetch(`${web.url}/sign-in/start`, { redirect: 'manual' })
    const asked = new URL(started.headers.get('location') ?? '')
    expect(asked.searchParams.get('redirect_uri')).toBe(`${publicUrl}/sign-in/callback`)
    const host = { host: 'console.example', cookie, 'content-type': 'application/json' }
    const ask = (origin: string) => askRaw(`${web.url}/api/v1/deployments/actions`, { ...host, origin }, 'POST')
    expect((await ask(publicUrl)).code).toBe('invalid_input')
    expect((await ask('http://console.example')).code).toBe('origin_not_allowed')
    await web.close()
  })

  test('that the configuration does not speak of, a name that is not loopback is behind TLS', async () => {
    const web = await startWeb('sqlite')
    for (const [host, redirect] of [
      ['console.example', 'https://console.example/sign-in/callback'],
      ['10.0.0.7:4680', 'https://10.0.0.7:4680/sign-in/callback'],
      ['localhost:4680', 'http://localhost:4680/sign-in/callback'],
      ['[::1]:4680', 'http://[::1]:4680/sign-in/callback'],
      ['127.0.0.1.evil.example', 'https://127.0.0.1.evil.example/sign-in/callback'],
    ]) {
      const answer = await web.app.app.fetch(
        new Request(`${web.url}/sign-in/start`, { headers: { host: host ?? '' } }),
        {
          door: 'socket',
        },
      )
      expect(new URL(answer.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(redirect)
    }
    await web.close()
  })
})

/** A session as if its browser had come by way of the proxy. */
async function signInDirectly(web: Web) {
  const { openSession } = await import('../../main/use-cases/session/open-session.ts')
  const { webSessionKit } = await import('../../main/use-cases/session/web-session-kit.ts')
  const kit = webSessionKit(web.services)
  if (!kit) throw new Error('no tokens are believed')
  const identity = {
    issuer: web.provider.issuer,
    subject: 'u-ada',
    email: null,
    name: 'Ada',
    via: 'oidc',
    verified: true,
  } as const
  const expiresAt = new Date(Date.now() + 300_000).toISOString()
  const who = { identity, workspace: 'w', roles: ['operator'], groups: [], signedInAt: undefined, expiresAt } as const
  return { browser: await openSession(kit, { who, refreshToken: undefined, userAgent: '', before: undefined }) }
}
