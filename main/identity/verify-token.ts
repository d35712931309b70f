import { createHash } from 'node:crypto'
import type { CryptoKey } from 'jose'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { createIssuerKeys, type IssuerKeys, type IssuerParts } from './issuer-keys.ts'
import type { KeySet } from './key-set.ts'
import type { IssuerConfig, OidcConfig } from './oidc-config.ts'
import { isSignedWith, objectionTo, parseJson, parseSignedToken, plainType, type SignedToken } from './signed-token.ts'
import {
  type Claims,
  isFor,
  judgeTimes,
  looksLikeIdToken,
  objectionToIdToken,
  personOf,
  readClaims,
  type Times,
  workspaceOf,
} from './token-claims.ts'
import type { TokenVerifier, VerifiedToken } from './verified-token.ts'

type Trusted = { config: IssuerConfig; keys: IssuerKeys }
type Signed = { trusted: Trusted; claims: Claims; header: SignedToken['header']; keys: KeySet }
type Seen = { trusted: Trusted; keys: KeySet; times: Times; verified: VerifiedToken }

const longest = 16_384
const mostSeen = 2_000

const invalid = (detail: string) => refuse('credential_invalid', detail)

/** Believes what the configured issuers sign, and nobody else. */
export function createTokenVerifier(config: OidcConfig, parts: IssuerParts): TokenVerifier {
  const { clock } = parts
  const issuers = new Map<unknown, Trusted>(
    config.issuers.map((each) => [each.issuer, { config: each, keys: createIssuerKeys(each.issuer, parts) }]),
  )
  const seen = new Map<string, Seen>()

  /** Undefined if it has to be looked at: it was never seen, or the keys are not those that it was checked with. */
  const recall = async (hash: string): Promise<Result<VerifiedToken> | undefined> => {
    const known = seen.get(hash)
    if (!known) return undefined
    const keys = await known.trusted.keys.current()
    if (!keys.ok) return keys
    if (keys.value !== known.keys) return void seen.delete(hash)
    const inTime = judgeTimes(known.times, clock())
    return inTime.ok ? ok(known.verified) : inTime
  }
  const remember = (hash: string, each: Seen) => {
    const [oldest] = seen.keys()
    if (seen.size >= mostSeen && oldest !== undefined) seen.delete(oldest)
    seen.set(hash, each)
  }

  return {
    config,
    issuer: (name) => issuers.get(name)?.config,
    async verify(token) {
      if (token.length > longest) return tooLong
      const hash = createHash('sha256').update(token).digest('base64')
      const recalled = await recall(hash)
      if (recalled) return recalled
      const signed = await checkSigned(token, issuers, (issuer) => issuer.token_types)
      if (!signed.ok) return signed
      const { trusted, claims, keys } = signed.value
      const verified = asAccessToken(signed.value)
      if (!verified.ok) return verified
      const inTime = judgeTimes(claims, clock())
      if (!inTime.ok) return inTime
      remember(hash, { trusted, keys, times: claims, verified: verified.value })
      return verified
    },
    async verifyIdToken(token, expected) {
      if (token.length > longest) return tooLong
      const signed = await checkSigned(token, issuers, () => idTokenTypes)
      if (!signed.ok) return signed
      const { trusted, claims } = signed.value
      if (trusted.config.issuer !== expected.issuer) return invalid('The ID token comes from another issuer.')
      const objection = objectionToIdToken(claims, expected)
      if (objection !== undefined) return invalid(objection)
      const inTime = judgeTimes(claims, clock())
      return inTime.ok ? ok(personOf(trusted.config, claims)) : inTime
    },
  }
}

const idTokenTypes = ['JWT', 'none']
const tooLong = invalid(`The token is longer than ${longest} characters.`)

/** Who signed this, and what it says, once its signature is known to be one of a configured issuer. */
async function checkSigned(
  text: string,
  issuers: ReadonlyMap<unknown, Trusted>,
  typesFor: (issuer: IssuerConfig) => readonly string[],
): Promise<Result<Signed>> {
  const token = parseSignedToken(text)
  const claimed = token && parseJson(token.payload)
  if (!token || !isObject(claimed)) return invalid('This is neither an API key nor a signed token.')
  // Unverified as it is, the name only chooses among those who are trusted anyway.
  const trusted = issuers.get(claimed.iss)
  if (!trusted) return invalid('The token comes from an issuer that this server does not trust.')
  const { algorithms } = trusted.config
  const objection = objectionTo(token.header, { algorithms, types: typesFor(trusted.config) })
  if (objection !== undefined) return invalid(objection)
  const found = await findKey(trusted.keys, token.header, claimed.iat)
  if (!found.ok) return found
  const { key, keys } = found.value
  if (!(await isSignedWith(key, token))) return invalid('The signature of the token is not that of its issuer.')
  const claims = readClaims(claimed)
  return claims.ok ? ok({ trusted, claims: claims.value, header: token.header, keys }) : claims
}

async function findKey(
  issuer: IssuerKeys,
  header: SignedToken['header'],
  issuedAt: unknown,
): Promise<Result<{ key: CryptoKey; keys: KeySet }>> {
  const current = await issuer.current()
  if (!current.ok) return current
  let keys = current.value
  let key = await keys.find(header)
  if (key === 'none') {
    const asked = await issuer.again(typeof issuedAt === 'number' ? issuedAt : undefined)
    if (!asked.ok) return asked
    keys = asked.value.keys
    key = await keys.find(header)
    if (key === 'none') return asked.value.ifMissing
  }
  if (key === 'several') return invalid('The token does not say with which of its issuer’s keys it is signed.')
  return ok({ key, keys })
}

function asAccessToken({ trusted: { config }, claims, header }: Signed): Result<VerifiedToken> {
  const saysAccess = header.typ !== undefined && plainType(header.typ) === 'at+jwt'
  if (!saysAccess && looksLikeIdToken(claims))
    return invalid('This is an ID token, which says who signed in. What opens this server is an access token.')
  if (!isFor(config.audience, claims)) return invalid('The token is meant for somebody else than this server (`aud`).')
  const workspace = workspaceOf(config, claims)
  return workspace.ok ? ok({ ...personOf(config, claims), workspace: workspace.value }) : workspace
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
