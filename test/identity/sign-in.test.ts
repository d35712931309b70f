import { request } from 'node:http'
import { generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OidcCredential } from '../../main/identity/credential.ts'
import { createIssuerVerifiers } from '../../main/identity/issuer-verifiers.ts'
import { createSignIns } from '../../main/identity/sign-in.ts'
import { createLog } from '../../main/log.ts'
import { until } from '../http/until.ts'
import { openBrowserOfTest } from '../support/browser-walk.ts'
import { desktopClient, type OpenidProvider, staff, startOpenid } from '../support/openid.ts'

let provider: OpenidProvider
let browser: ReturnType<typeof openBrowserOfTest>
let kept: OidcCredential[]
beforeEach(async () => {
  provider = await startOpenid()
  browser = openBrowserOfTest()
  kept = []
})
afterEach(() => provider.close())

type Wishes = { clock?: () => number; patienceMs?: number; fetch?: typeof fetch }
function signInsWith({ clock = Date.now, patienceMs, fetch: fetchRemote = fetch }: Wishes = {}) {
  const log = createLog('silent')
  return createSignIns({
    fetch: fetchRemote,
    openBrowser: async () => true,
    verifierFor: createIssuerVerifiers({ fetch: fetchRemote, clock, log }),
    async keep(_, credential) {
      kept.push(credential)
      return { ok: true, value: undefined }
    },
    discard: async () => undefined,
    clock,
    log,
    patienceMs,
  })
}

async function begin(signIns: ReturnType<typeof createSignIns>, wishes: { fresh?: boolean } = {}) {
  const begun = await signIns.begin({
    connection: 'c',
    issuer: provider.issuer,
    clientId: desktopClient,
    scope: 'openid profile email offline_access',
    parameters: {},
    fresh: false,
    ...wishes,
  })
  if (!begun.ok) throw new Error(begun.refusal.detail)
  const url = new URL(begun.value.url ?? '')
  return {
    url: url.href,
    back: url.searchParams.get('redirect_uri') ?? '',
    state: url.searchParams.get('state') ?? '',
    nonce: url.searchParams.get('nonce') ?? '',
    now() {
      const read = signIns.get(begun.value.id)
      if (!read.ok) throw new Error(read.refusal.detail)
      return read.value
    },
  }
}

describe('the port that the browser comes back to', () => {
  const asked: [what: string, path: string, init: { method?: string; host?: string }, status: number][] = [
    ['another path', '/', {}, 404],
    ['a path below it', '/callback/x', {}, 404],
    ['another method', '/callback', { method: 'POST' }, 405],
    ['another name for this machine', '/callback', { host: 'localhost' }, 421],
    ['the name of somebody else', '/callback', { host: 'evil.example' }, 421],
    ['no state', '/callback?code=x', {}, 400],
    ['the state of nobody', '/callback?code=x&state=deadbeef', {}, 400],
    ['an error without its state', '/callback?error=access_denied', {}, 400],
  ]
  test.each(asked)('answers %s with nothing, and waits on', async (_, path, { method = 'GET', host }, status) => {
    const attempt = await begin(signInsWith())
    const { port } = new URL(attempt.back)
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const headers = host === undefined ? {} : { host: `${host}:${port}` }
      request({ host: '127.0.0.1', port, path, method, headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end()
    })
    expect(answered).toBe(status)
    expect(attempt.now().state).toBe('waiting')
    expect((await browser.signIn(attempt.url, staff.commander)).says).toContain('Signed in')
    expect(attempt.now().state).toBe('signed_in')
  })

  test('takes a state once, and only once in one request', async () => {
    const attempt = await begin(signInsWith())
    const twice = await fetch(`${attempt.back}?code=x&state=${attempt.state}&state=${attempt.state}`)
    expect([twice.status, attempt.now().state]).toEqual([400, 'waiting'])
  })

  test('listens on loopback alone and for as long as the sign-in takes; its page says no more than it must', async () => {
    const signIns = signInsWith()
    const attempt = await begin(signIns)
    expect(new URL(attempt.back).hostname).toBe('127.0.0.1')
    const answer = await fetch(`${attempt.back}?error=%3Cscript%3E&state=${attempt.state}&iss=${provider.issuer}`)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('&lt;script&gt;')
    await until(
      () =>
        fetch(attempt.back).then(
          () => 'there',
          () => 'gone',
        ),
      (seen) => seen === 'gone',
    )
  })
})

describe('an answer that is not what was asked for', () => {
  test('of another issuer under our state (RFC 9207)', async () => {
    const attempt = await begin(signInsWith())
    await fetch(`${attempt.back}?code=x&state=${attempt.state}&iss=${encodeURIComponent('https://evil.example')}`)
    expect(attempt.now()).toMatchObject({ state: 'failed', problem: { code: 'issuer_mismatch' } })
  })

  test('without its issuer, where the issuer says that it always names itself', async () => {
    const attempt = await begin(signInsWith())
    await fetch(`${attempt.back}?code=x&state=${attempt.state}`)
    expect(attempt.now()).toMatchObject({ state: 'failed', problem: { code: 'issuer_mismatch' } })
  })

  test.each([
    ['a code that the issuer never gave', 'code=stolen', 'refused_by_issuer', 'refused'],
    ['an error', 'error=server_error&error_description=on%20fire', 'refused_by_issuer', 'on fire'],
    ['nothing', '', 'refused_by_issuer', 'without an answer'],
  ])('%s', async (_, parameters, code, sentence) => {
    const attempt = await begin(signInsWith())
    await fetch(`${attempt.back}?${parameters}&state=${attempt.state}&iss=${provider.issuer}`)
    const { state, problem } = attempt.now()
    expect({ state, code: problem?.code }).toEqual({ state: 'failed', code })
    expect(problem?.detail).toContain(sentence)
  })
})

/** The provider's answers with something changed on the way. */
function withTokens(change: (tokens: Record<string, string>) => Promise<Record<string, unknown>>): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init)
    const tokens =
      String(input).endsWith('/token') && answer.ok ? ((await answer.json()) as Record<string, string>) : null
    return tokens === null ? answer : Response.json(await change(tokens))
  }
}

describe('an ID token that cannot be believed', () => {
  const idToken = async (claims: object, sign?: 'with another key') => {
    const { privateKey } = sign ? await generateKeyPair('ES256') : provider.signingKey()
    const { kid } = provider.signingKey()
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: provider.issuer, sub: 'u-eve', aud: desktopClient, iat: now, exp: now + 300 }
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
  }
  const cases: [what: string, claims: (nonce: string) => object, sign?: 'with another key'][] = [
    ['signed by somebody else', (nonce) => ({ nonce }), 'with another key'],
    ['for another client', (nonce) => ({ nonce, aud: 'another' })],
    ['of another issuer', (nonce) => ({ nonce, iss: 'https://evil.example' })],
    ['with another nonce', () => ({ nonce: 'another' })],
    ['without a nonce', () => ({})],
    ['without a subject', (nonce) => ({ nonce, sub: undefined })],
  ]
  test.each(cases)('%s', async (_, claims, sign) => {
    let nonce = ''
    const changed = withTokens(async (tokens) => ({ ...tokens, id_token: await idToken(claims(nonce), sign) }))
    const attempt = await begin(signInsWith({ fetch: changed }))
    nonce = attempt.nonce
    await browser.signIn(attempt.url, staff.commander)
    expect(attempt.now()).toMatchObject({ state: 'failed', problem: { code: 'token_invalid' } })
    expect(kept).toEqual([])
  })

  test.each([
    ['none', { id_token: '' }, 'no_id_token'],
    ['no access token', { access_token: '' }, 'no_access_token'],
    ['a token of another type', { token_type: 'DPoP' }, 'no_access_token'],
  ])('%s', async (_, change, code) => {
    const attempt = await begin(signInsWith({ fetch: withTokens(async (tokens) => ({ ...tokens, ...change })) }))
    await browser.signIn(attempt.url, staff.commander)
    expect(attempt.now()).toMatchObject({ state: 'failed', problem: { code } })
  })
})

describe('a clock that is off', () => {
  test.each([
    ['two hours ahead', 120, '2 hours ahead of'],
    ['six minutes ahead', 6.1, '6 minutes ahead of'],
    ['two minutes behind', -2, '2 minutes behind'],
    ['a day and an hour behind', -25 * 60, '1 day 1 hour behind'],
  ])('%s is named', async (_, minutes, sentence) => {
    const attempt = await begin(signInsWith({ clock: () => Date.now() + minutes * 60_000 }))
    await browser.signIn(attempt.url, staff.commander)
    const { state, problem } = attempt.now()
    expect({ state, code: problem?.code }).toEqual({ state: 'failed', code: 'clock_off' })
    expect(problem?.detail).toContain(sentence)
  })

  test.each([0.9, -0.9])('%d of a minute does not matter', async (minutes) => {
    const attempt = await begin(signInsWith({ clock: () => Date.now() + minutes * 60_000 }))
    await browser.signIn(attempt.url, staff.commander)
    expect(attempt.now().state).toBe('signed_in')
  })
})

test('a browser that was closed: the sign-in waits, and says when its time is over', async () => {
  const attempt = await begin(signInsWith({ patienceMs: 50 }))
  expect(attempt.now().state).toBe('waiting')
  const over = await until(attempt.now, ({ state }) => state !== 'waiting')
  expect(over).toMatchObject({ state: 'failed', url: null, problem: { code: 'timed_out' } })
})

test('an issuer that goes down on the way', async () => {
  const attempt = await begin(signInsWith())
  const asked = await browser.visit(attempt.url)
  const { answer } = await browser.visit(asked.url)
  await answer.body?.cancel()
  provider.goDown()
  await fetch(`${attempt.back}?code=x&state=${attempt.state}&iss=${provider.issuer}`)
  expect(attempt.now()).toMatchObject({ state: 'failed', problem: { code: 'issuer_unreachable' } })
})

test('keys that were rotated between two sign-ins', async () => {
  let later = 0
  const signIns = signInsWith({ clock: () => Date.now() + later })
  for (const forget of [false, true, false]) {
    await browser.signIn((await begin(signIns)).url, staff.commander)
    await provider.rotateKeys({ forget })
    // Unknown keys are asked for every half minute at most.
    later += 31_000
  }
  expect(kept.length).toBe(3)
})

test('a fresh sign-in has the person asked again, and is none if they were not', async () => {
  const signIns = signInsWith()
  await browser.signIn((await begin(signIns)).url, staff.commander)
  const fresh = await begin(signIns, { fresh: true })
  expect((await browser.visit(fresh.url)).url.pathname).toMatch(/^\/interaction\//)
  const stale = withTokens(async (tokens) => ({
    ...tokens,
    id_token: await restamped(tokens.id_token ?? '', { auth_time: Math.floor(Date.now() / 1000) - 3600 }),
  }))
  const again = await begin(signInsWith({ fetch: stale }), { fresh: true })
  await browser.signIn(again.url, staff.commander)
  expect(again.now()).toMatchObject({ state: 'failed', problem: { code: 'not_fresh' } })
})

/** The same claims but for these, signed by the provider's own key. */
async function restamped(token: string, claims: object): Promise<string> {
  const said = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const { privateKey, kid } = provider.signingKey()
  return new SignJWT({ ...said, ...claims }).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
}

test('what is kept is whom the issuer vouches for, and the tokens', async () => {
  await browser.signIn((await begin(signInsWith())).url, staff.approver)
  expect(kept).toEqual([
    {
      kind: 'oidc',
      issuer: provider.issuer,
      client_id: desktopClient,
      who: { name: 'Grace', email: 'grace@example.com', issuer: provider.issuer, subject: 'u-grace' },
      access_token: expect.stringMatching(/^ey/),
      refresh_token: expect.any(String),
      expires_at: expect.any(String),
      renew_at: expect.any(String),
      signed_in_at: expect.any(String),
    },
  ])
})
