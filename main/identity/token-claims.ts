import { z } from 'zod'
import type { Identity } from '../../shared/domain/actor.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { isWorkspaceName } from '../../shared/domain/workspace-name.ts'
import { type IssuerConfig, rolesOf } from './oidc-config.ts'
import type { VerifiedPerson } from './verified-token.ts'

/** Seconds since 1970, up to the year 9999: later than that is no time that anybody meant. */
const Time = z.number().min(0).max(253_402_300_799)

const Claims = z.looseObject({
  sub: z.string().min(1).max(255).refine(isPlain),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: Time,
  nbf: Time.optional(),
  iat: Time.optional(),
  auth_time: Time.optional(),
})
export type Claims = z.infer<typeof Claims>
export type Times = Pick<Claims, 'exp' | 'nbf' | 'iat' | 'auth_time'>

const invalid = (detail: string) => refuse('credential_invalid', detail)

export function readClaims(claimed: unknown): Result<Claims> {
  const read = Claims.safeParse(claimed)
  if (read.success) return ok(read.data)
  const names = [...new Set(read.error.issues.map(({ path }) => path[0]).filter((name) => name !== undefined))]
  return invalid(`What the token says is not of the expected shape: ${names.join(', ')}.`)
}

const leewaySeconds = 60

/** Said last, and said apart: a token that was good until then can be replaced by its holder. */
export function judgeTimes({ exp, nbf, iat, auth_time }: Times, nowMs: number): Result<void> {
  const now = nowMs / 1000
  const isAhead = [nbf, iat, auth_time].some((time) => time !== undefined && time > now + leewaySeconds)
  if (isAhead) return invalid('The token is from the future. The clock of this server or of its issuer is wrong.')
  if (now >= exp + leewaySeconds) return refuse('credential_expired', 'The token is past its time. Sign in again.')
  return ok(undefined)
}

export function isFor(audience: readonly string[], { aud }: Claims): boolean {
  return [aud].flat().some((one) => audience.includes(one))
}

/** An ID token tells a client who signed in; it opens no server (RFC 9068, section 4; RFC 8725, section 2.8). */
export const looksLikeIdToken = (claims: Claims): boolean =>
  ['at_hash', 'c_hash', 'nonce'].some((name) => claims[name] !== undefined)

/** Issued to this client, for it, in answer to what it asked (OpenID Connect Core, section 3.1.3.7). */
export function objectionToIdToken(
  claims: Claims,
  { clientId, nonce }: { clientId: string; nonce?: string | undefined },
): string | undefined {
  if (!isFor([clientId], claims)) return 'The ID token was issued for another client.'
  const { aud, azp } = claims
  const needsParty = Array.isArray(aud) && aud.length > 1
  if (azp === undefined ? needsParty : azp !== clientId) return 'The ID token was issued to another client.'
  if (claims.iat === undefined) return 'The ID token does not say when it was issued.'
  if (nonce !== undefined && claims.nonce !== nonce) return 'The ID token belongs to another sign-in.'
  return undefined
}

export function personOf(issuer: IssuerConfig, claims: Claims): VerifiedPerson {
  const groups = texts(claims.groups)
  return {
    identity: identityOf(issuer.issuer, claims),
    roles: rolesOf(issuer, { roles: texts(claims.roles), groups }),
    groups,
    signedInAt: claims.auth_time === undefined ? undefined : iso(claims.auth_time),
    expiresAt: iso(claims.exp),
  }
}

type Named = { sub: string; name?: unknown; email?: unknown; email_verified?: unknown }

export function identityOf(issuer: string, { sub, name, email, email_verified }: Named): Identity {
  const isMeant = email_verified !== false && email_verified !== 'false'
  return {
    issuer,
    subject: sub,
    email: isMeant ? (plain(email, 320) ?? null) : null,
    name: plain(name, 200) ?? sub,
    via: 'oidc',
    verified: true,
  }
}

export function workspaceOf(issuer: IssuerConfig, { workspace_id: named }: Claims): Result<string> {
  const workspace = named ?? issuer.default_workspace
  if (workspace === undefined) return invalid('The token names no workspace (`workspace_id`).')
  if (typeof workspace !== 'string' || !isWorkspaceName(workspace))
    return invalid('The token names a workspace (`workspace_id`) that cannot be one.')
  if (issuer.workspaces && !issuer.workspaces.includes(workspace))
    return invalid('The issuer of the token may not speak for the workspace that it names.')
  return ok(workspace)
}

const texts = (claimed: unknown): string[] => [claimed].flat().filter((one) => typeof one === 'string')

/** What a ledger can hold and a person can read; anything else somebody could not be called. */
function plain(claimed: unknown, longest: number): string | undefined {
  const text = typeof claimed === 'string' ? claimed.trim() : ''
  return text.length > 0 && text.length <= longest && isPlain(text) ? text : undefined
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text)
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
