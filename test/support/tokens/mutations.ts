// Tokens that are nearly right. Every one of them must be refused, whatever was done to it.
import { createHmac, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { encode, type SigningKey, sign } from './sign.ts'

type Header = Record<string, unknown>
type Claims = Record<string, unknown>

/** What the mutations start from: a token's contents, who may sign it, and who may not. */
export type Material = {
  header: Header
  claims: Claims
  /** Seconds; the verifier's clock stands there. */
  now: number
  key: SigningKey
  attacker: SigningKey & { publicJwk: object }
  publicKey: KeyObject
}

export type Mutation = { family: string; token: string }
type Family = (material: Material) => fc.Arbitrary<string>

const { constant, constantFrom, integer, oneof, record, tuple } = fc
const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)
const text = fc.string({ maxLength: 60, unit: 'binary' })
const notText = oneof(integer(), fc.boolean(), constant(null), fc.array(word), fc.dictionary(word, word))

/** Signed by the issuer itself: only what it says is wrong. */
const signedWith =
  (wrong: (material: Material) => fc.Arbitrary<{ header?: Header; claims?: Claims }>): Family =>
  (material) =>
    wrong(material).map(({ header, claims }) =>
      sign(material.key, { ...material.header, ...header }, { ...material.claims, ...claims }),
    )

const claimsOf = (wrong: (material: Material) => fc.Arbitrary<Claims>): Family =>
  signedWith((material) => wrong(material).map((claims) => ({ claims })))
const headerOf = (wrong: (material: Material) => fc.Arbitrary<Header>): Family =>
  signedWith((material) => wrong(material).map((header) => ({ header })))

/** Another text than the right one, in the ways in which people get them nearly right. */
const nearly = (right: string): fc.Arbitrary<unknown> =>
  oneof(
    text,
    notText,
    constantFrom(`${right}/`, ` ${right}`, `${right}\u0000`, right.toUpperCase(), right.slice(0, -1), `${right}#`, ''),
    tuple(integer({ min: 0, max: right.length - 1 }), word).map(
      ([at, by]) => right.slice(0, at) + by + right.slice(at),
    ),
  ).filter((wrong) => wrong !== right && !(Array.isArray(wrong) && wrong.includes(right)))

const splice = (whole: string, at: number, by: string, cut = 0): string =>
  whole.slice(0, at) + by + whole.slice(at + cut)
const good = ({ key, header, claims }: Material): string => sign(key, header, claims)
const partsOf = (token: string): [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return [header, payload, signature]
}
const anywhere = (token: string) => integer({ min: 0, max: token.length - 1 })
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const spelled: Record<string, Family> = {
  'one letter is another': (material) => {
    const token = good(material)
    return tuple(anywhere(token), constantFrom(...alphabet, '.', '='))
      .filter(([at, letter]) => token[at] !== letter)
      .map(([at, letter]) => splice(token, at, letter, 1))
  },
  'letters are missing': (material) => {
    const token = good(material)
    return tuple(anywhere(token), integer({ min: 1, max: 40 })).map(([at, cut]) => splice(token, at, '', cut))
  },
  'something stands in it that does not belong there': (material) => {
    const token = good(material)
    const strange = constantFrom(
      ' ',
      '\n',
      '\t',
      '\r\n',
      '\u00a0',
      '\u200b',
      '\0',
      '=',
      '==',
      '+',
      '/',
      '%20',
      '\ufeff',
      ',',
    )
    return tuple(integer({ min: 0, max: token.length }), strange).map(([at, by]) => splice(token, at, by))
  },
  'it has other parts': (material) => {
    const parts = partsOf(good(material))
    const part = constantFrom(...parts, '')
    return fc
      .array(part, { maxLength: 7 })
      .map((some) => some.join('.'))
      .filter((token) => token !== parts.join('.'))
  },
  'it is JSON': (material) => {
    const [header, payload, signature] = partsOf(good(material))
    return constantFrom(
      JSON.stringify({ protected: header, payload, signature }),
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    )
  },
  'its parts are of two tokens': (material) => {
    const [header, payload, signature] = partsOf(good(material))
    return record({ roles: fc.array(word, { minLength: 1 }), workspace_id: word }).map((claims) => {
      const other = partsOf(sign(material.key, material.header, { ...material.claims, ...claims }))
      return `${header}.${other[1]}.${other[1] === payload ? '' : signature}`
    })
  },
}

const said: Record<string, Family> = {
  aud: claimsOf(({ claims }) => nearly(`${claims.aud}`).map((aud) => ({ aud }))),
  iss: claimsOf(({ claims }) => nearly(`${claims.iss}`).map((iss) => ({ iss }))),
  exp: claimsOf(({ now }) =>
    oneof(
      integer({ min: 60, max: now }).map((ago) => now - ago),
      oneof(
        text,
        fc.boolean(),
        constantFrom(null, undefined, -1, 1e300, `${now + 300}`, [now + 300], { exp: now + 300 }),
      ),
    ).map((exp) => ({ exp })),
  ),
  'nbf, iat or auth_time': claimsOf(({ now }) =>
    tuple(
      constantFrom('nbf', 'iat', 'auth_time'),
      oneof(
        integer({ min: 61, max: 1e9 }).map((ahead) => now + ahead),
        text,
        constantFrom(null, -1, 1e300),
      ),
    ).map(([name, time]) => ({ [name]: time })),
  ),
  sub: claimsOf(() =>
    oneof(notText, constantFrom('', undefined, 'a\0b', 'a\u001b[2J', '\ud800', 'x'.repeat(256))).map((sub) => ({
      sub,
    })),
  ),
  workspace_id: claimsOf(() =>
    oneof(
      notText,
      constantFrom('', '*', '..', '../w', 'a b', 'a/b', '-a', '.a', 'a\0', 'ä', 'x'.repeat(64), "'or'1'='1", undefined),
    ).map((workspace_id) => ({ workspace_id })),
  ),
  'an ID token': signedWith(() =>
    tuple(constantFrom('nonce', 'at_hash', 'c_hash'), word, constantFrom('JWT', undefined)).map(
      ([name, value, typ]) => ({
        header: { typ },
        claims: { [name]: value },
      }),
    ),
  ),
  typ: headerOf(() =>
    oneof(
      notText,
      text.filter((typ) => !/^(application\/)?(at\+jwt|jwt|none)$/i.test(typ)),
      constantFrom('logout+jwt', 'dpop+jwt', 'secevent+jwt', 'at+jwt ', 'at jwt', 'JWE'),
    ).map((typ) => ({ typ })),
  ),
  kid: headerOf(({ header }) => nearly(`${header.kid}`).map((kid) => ({ kid }))),
  crit: headerOf(() =>
    oneof(constantFrom<unknown>([], ['exp'], ['b64'], ['alg'], 'exp', null, {}, ['kid', 'kid']), fc.array(word)).map(
      (crit) => ({ crit, exp: 1 }),
    ),
  ),
  b64: headerOf(() =>
    tuple(oneof(fc.boolean(), notText), fc.boolean()).map(([b64, isCritical]) => ({
      b64,
      ...(isCritical && { crit: ['b64'] }),
    })),
  ),
  alg: headerOf(({ header }) => {
    const known = ['none', 'HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'Ed25519']
    return oneof(constantFrom<unknown>(...known, undefined), nearly(`${header.alg}`))
      .filter((alg) => alg !== header.alg)
      .map((alg) => ({ alg }))
  }),
}

const forged: Record<string, Family> = {
  'not signed at all': ({ header, claims, key }) => {
    const payload = encode(JSON.stringify(claims))
    const alg = constantFrom('none', 'None', 'NONE', 'nOnE', '', key.algorithm)
    return tuple(alg, oneof(constant(''), word)).map(
      ([alg, signature]) => `${encode(JSON.stringify({ ...header, alg }))}.${payload}.${signature}`,
    )
  },
  'the public key taken for a secret': ({ header, claims, publicKey }) => {
    const jwk = publicKey.export({ format: 'jwk' })
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const der = publicKey.export({ format: 'der', type: 'spki' })
    const bare = `${jwk.x ?? jwk.n}`
    const bytes = Buffer.from(bare, 'base64url')
    const secret = constantFrom<string | Buffer>(pem, pem.trim(), der, JSON.stringify(jwk), bare, bytes, '\0')
    return tuple(secret, constantFrom('256', '384', '512')).map(([secret, bits]) => {
      const body = `${encode(JSON.stringify({ ...header, alg: `HS${bits}` }))}.${encode(JSON.stringify(claims))}`
      return `${body}.${createHmac(`sha${bits}`, secret).update(body).digest('base64url')}`
    })
  },
  'signed by somebody else': ({ header, claims, attacker }) =>
    constantFrom<Header>(
      {},
      { kid: 'attacker' },
      { jwk: attacker.publicJwk },
      { jwk: attacker.publicJwk, kid: undefined },
      { jku: 'https://attacker.example/jwks', kid: 'attacker' },
      { x5u: 'https://attacker.example/cert' },
      { x5c: ['MIIB'], x5t: 'AAAA' },
    ).map((brought) => sign(attacker, { ...header, ...brought }, claims)),
  'a signature that only looks like one': (material) => {
    const [header, payload, signature] = partsOf(good(material))
    const { length } = Buffer.from(signature, 'base64url')
    return oneof(
      constantFrom(0, 1, 255).map((byte) => Buffer.alloc(length, byte)),
      fc.uint8Array({ minLength: 0, maxLength: 2 * length }).map((bytes) => Buffer.from(bytes)),
      // Valid but for its form: DER as certificates have it, or twice.
      constantFrom(derOf(Buffer.from(signature, 'base64url')), Buffer.from(signature.repeat(2), 'base64url')),
    ).map((bytes) => `${header}.${payload}.${bytes.toString('base64url')}`)
  },
  'contents that are no objects': ({ header, claims, key, attacker }) =>
    tuple(fc.jsonValue(), fc.boolean()).map(([value, inHeader]) => {
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      const [asHeader, asPayload] = inHeader ? [value, claims] : [header, value]
      return sign(isObject && inHeader ? attacker : key, asHeader, isObject ? { ...value, exp: 1 } : asPayload)
    }),
}

function derOf(signature: Buffer): Buffer {
  const half = signature.length / 2
  const whole = [signature.subarray(0, half), signature.subarray(half)].map((number) =>
    Buffer.concat([Buffer.from([2, number.length + 1, 0]), number]),
  )
  const body = Buffer.concat(whole)
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

const families: Record<string, Family> = { ...spelled, ...said, ...forged }

export const mutationsOf = (material: Material): fc.Arbitrary<Mutation> =>
  oneof(
    ...Object.entries(families).map(([family, make]) => make(material).map((token): Mutation => ({ family, token }))),
  )
