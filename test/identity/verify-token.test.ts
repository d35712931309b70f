import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audience, desktopClient, type OpenidProvider, staff, startOpenid } from '../support/openid.ts'
import { sign } from '../support/tokens/sign.ts'
import { idTokenClaims, usualClaims, usualHeader, verifierOf, without } from './token-kit.ts'

let provider: OpenidProvider
let verifier: ReturnType<typeof verifierOf>
beforeAll(async () => {
  provider = await startOpenid()
  verifier = verifierOf(provider.issuer)
})
afterAll(() => provider.close())

const mint = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  sign(provider.signingKey(), usualHeader(provider, header), usualClaims(provider, claims))
const other = 'https://elsewhere.example'

test.each(['ES256', 'RS256', 'EdDSA'] as const)('what a real provider signs with %s is believed', async (algorithm) => {
  const own = await startOpenid({ algorithm })
  const now = Math.floor(Date.now() / 1000)
  const verified = await verifierOf(own.issuer).verify(
    await own.mint(staff.commander, { exp: now + 300, auth_time: now - 10, groups: ['b', 'a'] }),
  )
  await own.close()
  expect(verified).toEqual({
    ok: true,
    value: {
      identity: {
        issuer: own.issuer,
        subject: 'u-ada',
        email: 'ada@example.com',
        name: 'Ada',
        via: 'oidc',
        verified: true,
      },
      roles: ['incident_commander'],
      groups: ['b', 'a'],
      signedInAt: new Date((now - 10) * 1000).toISOString(),
      expiresAt: new Date((now + 300) * 1000).toISOString(),
      workspace: 'w',
    },
  })
})

describe('the header', () => {
  test.each<[what: string, header: Record<string, unknown>, verdict: string]>([
    ['typ at+jwt', { typ: 'at+jwt' }, 'believed'],
    ['typ in capitals', { typ: 'AT+JWT' }, 'believed'],
    ['typ spelled out', { typ: 'application/at+jwt' }, 'believed'],
    ['typ JWT', { typ: 'JWT' }, 'believed'],
    ['no typ', { typ: undefined }, 'believed'],
    ['typ of a logout token', { typ: 'logout+jwt' }, 'credential_invalid'],
    ['typ of a proof', { typ: 'dpop+jwt' }, 'credential_invalid'],
    ['typ that is no text', { typ: 7 }, 'credential_invalid'],
    ['no kid, where one key fits', { kid: undefined }, 'believed'],
    ['another kid', { kid: 'other' }, 'credential_invalid'],
    ['a kid that is no text', { kid: 7 }, 'credential_invalid'],
    ['crit', { crit: ['exp'], exp: 1 }, 'credential_invalid'],
    ['b64, said to be understood', { b64: true, crit: ['b64'] }, 'credential_invalid'],
    ['a jku that nobody asks', { jku: `${other}/jwks` }, 'believed'],
    ['a key of its own, which nobody looks at', { jwk: { kty: 'oct', k: 'AAAA' } }, 'believed'],
  ])('%s: %s', async (_, header, verdict) => {
    expect(await verifier.verdict(mint({}, header))).toBe(verdict)
  })

  test('nothing but the issuer’s metadata and keys is ever asked for', async () => {
    const asked: string[] = []
    const own = verifierOf(provider.issuer, {}, (url, init) => {
      asked.push(String(url))
      return fetch(url, init)
    })
    const headers = [{ jku: `${other}/jwks` }, { x5u: `${other}/cert` }, { jku: other, kid: 'other' }]
    for (const header of headers) await own.verdict(mint({}, header))
    await own.verdict(mint({ iss: other }))
    const keys = ['/.well-known/openid-configuration', '/jwks'].map((path) => provider.issuer + path)
    expect(asked).toEqual([...keys, ...keys])
  })

  test('an algorithm that this issuer may not use is refused, though the signature is right', async () => {
    const narrow = verifierOf(provider.issuer, { algorithms: ['RS256'] })
    expect(await narrow.verdict(mint())).toBe('credential_invalid')
  })
})

describe('the claims', () => {
  test.each<[what: string, claims: Record<string, unknown>, verdict: string]>([
    ['another issuer', { iss: other }, 'credential_invalid'],
    ['no issuer', without('iss'), 'credential_invalid'],
    ['an issuer that is no text', { iss: ['x'] }, 'credential_invalid'],
    ['another audience', { aud: other }, 'credential_invalid'],
    ['the audience with a slash more', { aud: `${audience}/` }, 'credential_invalid'],
    ['no audience', without('aud'), 'credential_invalid'],
    ['no audience in a list', { aud: [] }, 'credential_invalid'],
    ['an audience among others', { aud: [other, audience] }, 'believed'],
    ['others’ audiences', { aud: [other, 'x'] }, 'credential_invalid'],
    ['an audience that is no text', { aud: [audience, 7] }, 'credential_invalid'],
    ['no end', without('exp'), 'credential_invalid'],
    ['an end that is no number', { exp: '9999999999' }, 'credential_invalid'],
    ['an end beyond all calendars', { exp: 1e300 }, 'credential_invalid'],
    ['a beginning that is no number', { nbf: 'now' }, 'credential_invalid'],
    ['no beginning and no time of issue', without('nbf', 'iat'), 'believed'],
    ['nobody', without('sub'), 'credential_invalid'],
    ['a subject without letters', { sub: '' }, 'credential_invalid'],
    ['a subject that is no text', { sub: 7 }, 'credential_invalid'],
    ['a subject of 256 letters', { sub: 'x'.repeat(256) }, 'credential_invalid'],
    ['a subject of 255 letters', { sub: 'x'.repeat(255) }, 'believed'],
    ['a subject with a zero byte', { sub: 'a\0b' }, 'credential_invalid'],
    ['a subject with half a letter', { sub: 'a\ud800' }, 'credential_invalid'],
    ['16 KiB of groups', { groups: ['x'.repeat(16_384)] }, 'credential_invalid'],
  ])('%s: %s', async (_, claims, verdict) => {
    expect(await verifier.verdict(mint(claims))).toBe(verdict)
  })

  test('an issuer is named to the letter', async () => {
    expect(await verifier.verdict(mint({ iss: `${provider.issuer}/` }))).toBe('credential_invalid')
    expect(await verifier.verdict(mint({ iss: provider.issuer.toUpperCase() }))).toBe('credential_invalid')
  })

  test('several audiences may be ours', async () => {
    const both = verifierOf(provider.issuer, { audience: [audience, other] })
    expect(await both.verdict(mint({ aud: other }))).toBe('believed')
    expect(await both.verdict(mint({ aud: 'x' }))).toBe('credential_invalid')
  })

  const expired = 'credential_expired'
  test.each<[claim: string, secondsFromNow: number, verdict: string]>([
    ['exp', 1, 'believed'],
    ['exp', -59, 'believed'],
    ['exp', -60, expired],
    ['exp', -61, expired],
    ['nbf', 60, 'believed'],
    ['nbf', 61, 'credential_invalid'],
    ['iat', 60, 'believed'],
    ['iat', 61, 'credential_invalid'],
    ['auth_time', 60, 'believed'],
    ['auth_time', 61, 'credential_invalid'],
  ])('%s at %i s from now: %s', async (claim, seconds, verdict) => {
    const at = verifier.clock() / 1000 + seconds
    expect(await verifier.verdict(mint({ [claim]: at }))).toBe(verdict)
  })

  test('a token that was believed before is past its time when it is', async () => {
    const own = verifierOf(provider.issuer)
    const token = mint({ exp: own.clock() / 1000 + 300 })
    for (const [ms, verdict] of [
      [0, 'believed'],
      [359_999, 'believed'],
      [1, expired],
    ] as const) {
      own.pass(ms)
      expect(await own.verdict(token)).toBe(verdict)
    }
  })

  test('a token that is past its time and not good either is not good', async () => {
    const past = { exp: 1 }
    expect(await verifier.verdict(mint(past))).toBe(expired)
    const [head, payload] = mint(past).split('.')
    const [, , signature] = mint().split('.')
    expect(await verifier.verdict(`${head}.${payload}.${signature}`)).toBe('credential_invalid')
    for (const worse of [{ aud: other }, { workspace_id: '../x' }, { nonce: 'n' }, { nbf: 9e9 }])
      expect(await verifier.verdict(mint({ ...past, ...worse }, { typ: 'JWT' }))).toBe('credential_invalid')
  })

  test.each<[what: string, claims: Record<string, unknown>, email: string | null, name: string]>([
    ['an address that the issuer verified', { email_verified: true }, 'ada@example.com', 'Ada'],
    ['an address that it did not', { email_verified: false }, null, 'Ada'],
    ['an address that is none', { email: ['x'] }, null, 'Ada'],
    ['no name', without('name'), 'ada@example.com', 'u-ada'],
    ['a name of spaces', { name: '  ' }, 'ada@example.com', 'u-ada'],
    ['a name that is no text', { name: { first: 'Ada' } }, 'ada@example.com', 'u-ada'],
    ['a name that moves the cursor', { name: 'Ada\u001b[2K' }, 'ada@example.com', 'u-ada'],
    ['a name with half a letter', { name: 'Ada\udc00' }, 'ada@example.com', 'u-ada'],
  ])('%s', async (_, claims, email, name) => {
    expect(await verifier.verify(mint(claims))).toMatchObject({ value: { identity: { email, name } } })
  })

  test.each<[what: string, claims: Record<string, unknown>]>([
    ['nonce', { nonce: 'n' }],
    ['at_hash', { at_hash: 'x' }],
    ['c_hash', { c_hash: 'x' }],
  ])('an ID token (%s) opens nothing, but an access token may say that too', async (_, claims) => {
    expect(await verifier.verdict(mint(claims, { typ: 'JWT' }))).toBe('credential_invalid')
    expect(await verifier.verdict(mint(claims, { typ: 'at+jwt' }))).toBe('believed')
  })
})

describe('the workspace', () => {
  const named = { workspaces: ['w', 'v'], default_workspace: 'v' }
  test.each<[what: string, claims: Record<string, unknown>, config: object, expected: string]>([
    ['is the token’s', { workspace_id: 'blue.team-7' }, {}, 'blue.team-7'],
    ['must be named', without('workspace_id'), {}, 'credential_invalid'],
    ['must be text', { workspace_id: 7 }, named, 'credential_invalid'],
    ['must be plain', { workspace_id: '../w' }, {}, 'credential_invalid'],
    ['is not everybody', { workspace_id: '*' }, {}, 'credential_invalid'],
    ['must not be empty', { workspace_id: '' }, named, 'credential_invalid'],
    ['is the usual one of those who name none', without('workspace_id'), named, 'v'],
    ['may be one of a list', { workspace_id: 'w' }, named, 'w'],
    ['may not be off the list', { workspace_id: 'u' }, named, 'credential_invalid'],
  ])('%s', async (_, claims, config, expected) => {
    const verified = await verifierOf(provider.issuer, { ...config }).verify(mint(claims))
    expect(verified.ok ? verified.value.workspace : verified.refusal.code).toBe(expected)
  })
})

describe('roles', () => {
  const roles = { 'CN=oncall': 'incident_commander', readers: 'viewer' }
  const groups = { 'sre@example.com': 'operator', leads: 'approver' }
  test.each<[what: string, config: object, claims: Record<string, unknown>, expected: string[]]>([
    ['by their names', {}, { roles: ['operator', 'viewer'] }, ['viewer', 'operator']],
    ['one, not in a list', {}, { roles: 'operator' }, ['operator']],
    ['none', {}, without('roles'), []],
    ['unknown names', {}, { roles: ['root', 'constructor', '__proto__'] }, []],
    ['what is no text', {}, { roles: [7, null, { admin: true }] }, []],
    ['in other letters', {}, { roles: ['Admin'] }, []],
    [
      'by groups of a pattern',
      {},
      { roles: [], groups: ['countersign-auditor', 'auditor', 'x-countersign-admin'] },
      ['auditor'],
    ],
    ['by a mapping', { roles }, { roles: ['CN=oncall'] }, ['incident_commander']],
    ['by a mapping alone', { roles }, { roles: ['admin'] }, []],
    ['by a mapping’s own keys alone', { roles }, { roles: ['toString', 'constructor'] }, []],
    ['by groups mapped', { groups }, { roles: [], groups: ['leads', 'sre@example.com'] }, ['operator', 'approver']],
    ['by groups mapped alone', { groups }, { roles: [], groups: ['countersign-admin'] }, []],
    ['by both, once', { roles, groups }, { roles: ['readers'], groups: ['leads', 'leads'] }, ['viewer', 'approver']],
  ])('%s', async (_, config, claims, expected) => {
    const verified = await verifierOf(provider.issuer, { ...config }).verify(mint(claims))
    expect(verified).toMatchObject({ ok: true, value: { roles: expected } })
  })
})

describe('ID tokens', () => {
  const expected = () => ({ issuer: provider.issuer, clientId: desktopClient, nonce: 'n-1' })
  const two = [desktopClient, other]
  test.each<[what: string, claims: Record<string, unknown>, header: Record<string, unknown>, verdict: string]>([
    ['ours', {}, {}, 'believed'],
    ['without typ', {}, without('typ'), 'believed'],
    ['without a workspace', without('workspace_id'), {}, 'believed'],
    ['an access token', {}, { typ: 'at+jwt' }, 'credential_invalid'],
    ['for another client', { aud: other }, {}, 'credential_invalid'],
    ['for the server', { aud: audience }, {}, 'credential_invalid'],
    ['for several, issued to us', { aud: two, azp: desktopClient }, {}, 'believed'],
    ['for several, issued to nobody', { aud: two }, {}, 'credential_invalid'],
    ['for several, issued to another', { aud: two, azp: other }, {}, 'credential_invalid'],
    ['for us, issued to another', { azp: other }, {}, 'credential_invalid'],
    ['another sign-in’s', { nonce: 'n-2' }, {}, 'credential_invalid'],
    ['without a nonce', without('nonce'), {}, 'credential_invalid'],
    ['without a time of issue', without('iat'), {}, 'credential_invalid'],
    ['past its time', { exp: 1 }, {}, 'credential_expired'],
    ['of another issuer', { iss: other }, {}, 'credential_invalid'],
  ])('%s: %s', async (_, claims, header, verdict) => {
    const verified = await verifier.verifyIdToken(mint(idTokenClaims(claims), { typ: 'JWT', ...header }), expected())
    expect(verified.ok ? 'believed' : verified.refusal.code).toBe(verdict)
  })

  test('a renewed one need not have a nonce, where none is expected', async () => {
    const { nonce: _, ...anyNonce } = expected()
    const renewed = await verifier.verifyIdToken(mint(idTokenClaims(without('nonce')), { typ: 'JWT' }), anyNonce)
    expect(renewed).toMatchObject({ ok: true, value: { identity: { subject: 'u-ada' } } })
  })

  test('a trusted issuer cannot answer for another one', async () => {
    const token = mint(idTokenClaims(), { typ: 'JWT' })
    const verified = await verifier.verifyIdToken(token, { ...expected(), issuer: other })
    expect(verified).toMatchObject({ ok: false, refusal: { code: 'credential_invalid' } })
  })
})

test('no refusal repeats anything of the token', async () => {
  const planted = 'planted-in-the-token'
  const tokens = [
    mint({ iss: planted }),
    mint({ aud: planted }),
    mint({ exp: planted }),
    mint({ sub: { planted } }),
    mint({ workspace_id: `../${planted}` }),
    mint({ workspace_id: planted, roles: planted }, { kid: planted }),
    mint({}, { typ: planted }),
    mint({ [planted]: 1, exp: 1 }),
    planted,
  ]
  const answers = await Promise.all(tokens.map((token) => verifier.verify(token)))
  expect(answers.every(({ ok }) => !ok)).toBe(true)
  expect(JSON.stringify(answers)).not.toContain('planted')
})
