import type { ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cooldownMs, createIssuerKeys, freshMs, staleMs } from '../../main/identity/issuer-keys.ts'
import { createLog } from '../../main/log.ts'
import { until } from '../http/until.ts'
import { type OpenidProvider, startOpenid } from '../support/openid.ts'
import { sign } from '../support/tokens/sign.ts'
import { minute, usualClaims, usualHeader, verifierOf } from './token-kit.ts'

const hour = 60 * minute

async function start(options: Parameters<typeof startOpenid>[0] = {}) {
  const provider = await startOpenid(options)
  onTestFinished(() => provider.close())
  return { provider, verifier: verifierOf(provider.issuer) }
}

/** A token for a day, so that only its key can be what ends it; and older than any keys that are fetched here. */
function mint(provider: OpenidProvider, header: object = {}, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now - 120, exp: now + 86_400 }
  return sign(provider.signingKey(), usualHeader(provider, header), usualClaims(provider, { ...times, ...claims }))
}

const fetched = ({ asked }: OpenidProvider): number => asked.filter((one) => one === 'GET /jwks').length

describe('an issuer that changes its keys', () => {
  test('a token of a new key is believed at once, and one of the old key still', async () => {
    const { provider, verifier } = await start()
    const old = mint(provider)
    expect(await verifier.verdict(old)).toBe('believed')
    await provider.rotateKeys()
    expect(await verifier.verdict(mint(provider))).toBe('believed')
    expect(await verifier.verdict(old)).toBe('believed')
    expect(fetched(provider)).toBe(2)
  })

  test('a key that it withdrew is good for ten minutes at most, also for a token that was seen before', async () => {
    const { provider, verifier } = await start()
    const old = mint(provider)
    expect(await verifier.verdict(old)).toBe('believed')
    await provider.rotateKeys({ forget: true })
    verifier.pass(freshMs - 1)
    expect(await verifier.verdict(old)).toBe('believed')
    verifier.pass(1)
    expect(await verifier.verdict(old)).toBe('credential_invalid')
    expect(await verifier.verdict(mint(provider))).toBe('believed')
  })

  test('what was seen before is looked at again once the keys are others', async () => {
    const { provider, verifier } = await start()
    const old = mint(provider)
    expect(await verifier.verdict(old)).toBe('believed')
    await provider.rotateKeys({ forget: true })
    expect(await verifier.verdict(mint(provider))).toBe('believed')
    expect(await verifier.verdict(old)).toBe('credential_invalid')
  })

  test('the same keys are asked for again when they are due, and not before', async () => {
    const { provider, verifier } = await start()
    const token = mint(provider)
    for (const [ms, times] of [
      [0, 1],
      [freshMs - 1, 1],
      [1, 2],
      [minute, 2],
      [freshMs, 3],
    ] as const) {
      verifier.pass(ms)
      expect(await verifier.verdict(token)).toBe('believed')
      expect(fetched(provider)).toBe(times)
    }
  })

  test('a clock that is set back makes no key last longer', async () => {
    const { provider, verifier } = await start()
    expect(await verifier.verdict(mint(provider))).toBe('believed')
    verifier.pass(-24 * hour)
    const early = { iat: undefined, nbf: undefined, auth_time: undefined }
    expect(await verifier.verdict(mint(provider, {}, early))).toBe('believed')
    expect(fetched(provider)).toBe(2)
  })
})

describe('tokens of unknown keys', () => {
  test('a flood of them makes one request, and one more after each pause', async () => {
    const { provider, verifier } = await start()
    await verifier.verdict(mint(provider))
    const flood = async () => {
      const tokens = Array.from({ length: 200 }, (_, n) => mint(provider, { kid: `unknown-${n}` }))
      const verdicts = await Promise.all(tokens.map((token) => verifier.verdict(token)))
      for (const token of tokens.slice(0, 20)) verdicts.push(await verifier.verdict(token))
      expect(new Set(verdicts)).toEqual(new Set(['credential_invalid']))
    }
    for (const [ms, times] of [
      [0, 2],
      [cooldownMs - 1, 2],
      [1, 3],
    ] as const) {
      verifier.pass(ms)
      await flood()
      expect(fetched(provider)).toBe(times)
      expect(await verifier.verdict(mint(provider))).toBe('believed')
    }
  })

  test('keep no new key from being believed for long: until its issuer may be asked again it is said when that is', async () => {
    const { provider, verifier } = await start()
    const issuedNow = () => ({ iat: verifier.clock() / 1000, nbf: undefined, auth_time: undefined })
    await verifier.verdict(mint(provider))
    expect(await verifier.verdict(mint(provider, { kid: 'nonsense' }, issuedNow()))).toBe('credential_invalid')
    verifier.pass(5_000)
    await provider.rotateKeys()
    const next = mint(provider, {}, issuedNow())
    const refused = await verifier.verify(next)
    const later = { reason: 'unknown_key', retry_after: 25 }
    expect(refused).toMatchObject({ refusal: { code: 'credential_invalid', fields: later } })
    const unstated = mint(provider, {}, { ...issuedNow(), iat: undefined })
    expect(await verifier.verify(unstated)).toMatchObject({ refusal: { fields: later } })
    const older = await verifier.verify(mint(provider, { kid: 'older than the keys' }))
    expect(older).toMatchObject({ refusal: { code: 'credential_invalid', fields: { reason: 'unknown_key' } } })
    expect(older).not.toMatchObject({ refusal: { fields: later } })
    expect(fetched(provider)).toBe(2)
    verifier.pass(cooldownMs - 5_000)
    expect(await verifier.verdict(next)).toBe('believed')
    expect(fetched(provider)).toBe(3)
  })

  test('nor does one that comes while its issuer is being asked already: the answer may be older than it', async () => {
    const { promise: goOn, resolve } = Promise.withResolvers<void>()
    const { provider } = await start()
    const old = mint(provider)
    const waiting = { now: false, count: 0 }
    const verifier = verifierOf(provider.issuer, {}, async (url, init) => {
      const response = await fetch(url, init)
      if (!waiting.now || !`${url}`.endsWith('/jwks')) return response
      waiting.count += 1
      const body = await response.text()
      await goOn
      return new Response(body)
    })
    expect(await verifier.verdict(old)).toBe('believed')
    waiting.now = true
    const nonsense = verifier.verdict(mint(provider, { kid: 'nonsense' }))
    await until(
      () => waiting.count,
      (count) => count === 1,
    )
    await provider.rotateKeys()
    const next = verifier.verify(mint(provider, {}, { iat: verifier.clock() / 1000 }))
    resolve()
    expect(await nonsense).toBe('credential_invalid')
    expect(await next).toMatchObject({ refusal: { fields: { retry_after: expect.any(Number) } } })
  })

  test('while the issuer is down they may be good, so nobody says that they are not', async () => {
    const { provider, verifier } = await start()
    await verifier.verdict(mint(provider))
    provider.goDown()
    await provider.rotateKeys()
    const next = mint(provider)
    expect(await verifier.verdict(next)).toBe('issuer_unreachable')
    expect(await verifier.verdict(next)).toBe('issuer_unreachable')
    provider.comeBack()
    verifier.pass(cooldownMs)
    expect(await verifier.verdict(next)).toBe('believed')
  })
})

describe('an issuer that is down', () => {
  test('with no key of it nobody is believed, until it is back', async () => {
    const { provider, verifier } = await start()
    provider.goDown()
    const token = mint(provider)
    expect(await verifier.verdict(token)).toBe('issuer_unreachable')
    provider.comeBack()
    verifier.pass(1_000)
    expect(await verifier.verdict(token)).toBe('believed')
  })

  test('with its keys at hand it is done without, for an hour', async () => {
    const { provider, verifier } = await start()
    const [seen, unseen] = [mint(provider), mint(provider, {}, { jti: 'another' })]
    expect(await verifier.verdict(seen)).toBe('believed')
    provider.goDown()
    verifier.pass(staleMs - 1)
    expect(await verifier.verdict(seen)).toBe('believed')
    expect(await verifier.verdict(unseen)).toBe('believed')
    verifier.pass(1)
    expect(await verifier.verdict(seen)).toBe('issuer_unreachable')
    expect(await verifier.verdict(unseen)).toBe('issuer_unreachable')
    provider.comeBack()
    verifier.pass(1_000)
    expect(await verifier.verdict(seen)).toBe('believed')
  })

  test('however many ask, it is asked once at a time, and left in peace in between', async () => {
    const counted = { requests: 0 }
    const refuse = async () => {
      counted.requests += 1
      throw new TypeError('fetch failed')
    }
    const { provider } = await start()
    const verifier = verifierOf(provider.issuer, {}, refuse)
    const crowd = () => Promise.all(Array.from({ length: 50 }, () => verifier.verdict(mint(provider))))
    for (const [ms, requests] of [
      [0, 1],
      [999, 1],
      [1, 2],
    ] as const) {
      verifier.pass(ms)
      expect(new Set(await crowd())).toEqual(new Set(['issuer_unreachable']))
      expect(counted.requests).toBe(requests)
    }
  })

  test('a crowd at the first start asks once', async () => {
    const { provider, verifier } = await start()
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verifier.verdict(mint(provider))))
    expect(new Set(verdicts)).toEqual(new Set(['believed']))
    expect(fetched(provider)).toBe(1)
  })
})

const metadataPath = '/.well-known/openid-configuration'

describe('an issuer that answers wrongly is as good as none', () => {
  const json = (body: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(body))
  test.each<[what: string, path: string, answer: (response: ServerResponse, issuer: string) => void]>([
    ['an error', metadataPath, (response) => void response.writeHead(500).end('{}')],
    ['nothing there', '/jwks', (response) => void response.writeHead(404).end('{"keys":[]}')],
    ['no JSON', metadataPath, (response) => void response.end('<html>')],
    ['no JSON for keys', '/jwks', (response) => void response.end('<html>')],
    ['JSON that is no metadata', metadataPath, json([])],
    ['JSON that is no key set', '/jwks', json({ keys: 'none' })],
    ['metadata without keys', metadataPath, (response, issuer) => json({ issuer })(response)],
    [
      'metadata of another issuer',
      metadataPath,
      (response, issuer) => json({ issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` })(response),
    ],
    [
      'a redirect to good metadata',
      metadataPath,
      (response, issuer) => void response.writeHead(302, { location: `${issuer}/good` }).end(),
    ],
    ['a redirect of its keys', '/jwks', (response) => void response.writeHead(307, { location: '/good' }).end()],
    [
      'more than anybody should read',
      '/jwks',
      (response) => void response.end(JSON.stringify({ keys: [], filling: 'x'.repeat(600_000) })),
    ],
  ])('%s', async (_, path, answer) => {
    const wrong = { now: true }
    const { provider, verifier } = await start({
      intercept(request, response) {
        const isWrong = wrong.now && request.url === path
        if (isWrong) answer(response, `http://${request.headers.host}`)
        if (request.url === '/good') request.url = path
        return isWrong
      },
    })
    const token = mint(provider)
    expect(await verifier.verdict(token)).toBe('issuer_unreachable')
    wrong.now = false
    verifier.pass(1_000)
    expect(await verifier.verdict(token)).toBe('believed')
  })

  const issuer = 'https://id.example'
  test.each<[jwks_uri: string, isAsked: boolean]>([
    ['https://keys.example/jwks', true],
    ['http://id.example/jwks', false],
    ['http://127.0.0.1:9/jwks', false],
    ['https://localhost/jwks', false],
    ['https://somebody:secret@id.example/jwks', false],
    ['ftp://id.example/jwks', false],
  ])('of an issuer elsewhere, keys at %s are asked for: %s', async (jwks_uri, isAsked) => {
    const asked: string[] = []
    const answer: typeof fetch = async (url) => {
      asked.push(`${url}`)
      return Response.json({ issuer, jwks_uri, keys: [] })
    }
    const keys = createIssuerKeys(issuer, { fetch: answer, clock: Date.now, log: createLog('silent') })
    expect(await keys.current()).toMatchObject(isAsked ? { ok: true } : { refusal: { code: 'issuer_unreachable' } })
    expect(asked).toEqual([`${issuer}${metadataPath}`, ...(isAsked ? [jwks_uri] : [])])
  })

  test('no request follows redirects, waits without end, or takes anything along', async () => {
    const asked: (RequestInit | undefined)[] = []
    const { provider } = await start()
    const verifier = verifierOf(provider.issuer, {}, (url, init) => {
      asked.push(init)
      return fetch(url, init)
    })
    expect(await verifier.verdict(mint(provider))).toBe('believed')
    expect(asked).toHaveLength(2)
    for (const init of asked)
      expect(init).toMatchObject({ redirect: 'error', credentials: 'omit', signal: expect.any(AbortSignal) })
  })
})

describe('keys that prove nothing', () => {
  test.each<[what: string, change: (jwk: Record<string, unknown>) => Record<string, unknown>[], verdict: string]>([
    ['as it should be', (jwk) => [jwk], 'believed'],
    ['without a name, the only one', ({ kid: _, ...jwk }) => [jwk], 'credential_invalid'],
    ['twice under one name', (jwk) => [jwk, jwk], 'credential_invalid'],
    ['for encryption', (jwk) => [{ ...jwk, use: 'enc' }], 'credential_invalid'],
    ['for other operations', ({ use: _, ...jwk }) => [{ ...jwk, key_ops: ['encrypt'] }], 'credential_invalid'],
    ['for another algorithm', (jwk) => [{ ...jwk, alg: 'ES384' }], 'credential_invalid'],
    ['beside ones that are unknown here', (jwk) => [{ kty: 'new' }, jwk, { kty: 'oct', k: 'AAAA' }], 'believed'],
    ['published with its private half', (jwk) => [{ ...jwk, d: jwk.x }], 'credential_invalid'],
    ['not on its curve', (jwk) => [{ ...jwk, y: jwk.x }], 'credential_invalid'],
  ])('%s: %s', async (_, change, verdict) => {
    const { provider } = await start()
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }
    const verifier = verifierOf(provider.issuer, {}, async (url, init) =>
      String(url).endsWith('/jwks') ? Response.json({ keys: change(jwk) }) : fetch(url, init),
    )
    const token = sign({ algorithm: 'ES256', privateKey }, usualHeader(provider, { kid: 'k' }), usualClaims(provider))
    expect(await verifier.verdict(token)).toBe(verdict)
  })
})
