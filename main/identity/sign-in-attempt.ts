import type { OidcClient, SigninResponse } from 'oidc-client-ts'
import { ErrorResponse } from 'oidc-client-ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import type { OidcCredential } from './credential.ts'
import { IssuerUnreachable } from './oidc-client.ts'
import { clockTrouble, tokensOf } from './oidc-tokens.ts'
import type { TokenVerifier, VerifiedPerson } from './verified-token.ts'

export type SignInProblem = { code: string; detail: string }
export type SignInTarget = {
  connection: string
  issuer: string
  clientId: string
  scope: string
  parameters: Record<string, string>
  /** Asks the person again, although the issuer knows them already. */
  fresh: boolean
}
type Outcome<T> = Result<T, SignInProblem>

const failed = (code: string, detail: string): Outcome<never> => ({ ok: false, refusal: { code, detail } })

type Exchange = {
  client: OidcClient
  target: SignInTarget
  verifier: TokenVerifier
  nonce: string
  begunAt: number
  clock: () => number
}

/** What the issuer says instead of a code; null if it says a code. Whose answer it is has been checked by its state. */
export function refusalIn(
  parameters: URLSearchParams,
  { target, issSupported }: { target: SignInTarget; issSupported: boolean },
) {
  const iss = parameters.get('iss')
  // RFC 9207: another issuer's answer under our state is a mix-up.
  if ((iss === null && issSupported) || (iss !== null && iss !== target.issuer))
    return { code: 'issuer_mismatch', detail: `The answer did not come from ${target.issuer}. Begin again.` }
  const error = parameters.get('error')
  if (error === 'access_denied') return { code: 'cancelled', detail: `It was cancelled at ${hostOf(target)}.` }
  if (error !== null) return refusedByIssuer(target, error, parameters.get('error_description'))
  if (parameters.get('code') === null)
    return { code: 'refused_by_issuer', detail: `${hostOf(target)} sent the browser back without an answer.` }
  return null
}

/** The code for tokens, and the ID token for somebody's name. */
export async function exchange(returned: string, parts: Exchange): Promise<Outcome<OidcCredential>> {
  const { client, target, clock } = parts
  try {
    const response = await client.processSigninResponse(returned)
    if (!response.id_token) return failed('no_id_token', `${hostOf(target)} did not say who signed in.`)
    if (!response.access_token || response.token_type.toLowerCase() !== 'bearer')
      return failed('no_access_token', `${hostOf(target)} gave no token that a server could be shown.`)
    const verified = await verify(response.id_token, parts)
    return verified.ok ? ok(credentialOf(response, verified.value, target, clock())) : verified
  } catch (error) {
    if (error instanceof IssuerUnreachable)
      return failed('issuer_unreachable', `${hostOf(target)} cannot be reached any more. Try again in a while.`)
    if (error instanceof ErrorResponse)
      return { ok: false, refusal: refusedByIssuer(target, error.error ?? 'an error', error.error_description) }
    return failed('token_invalid', `What ${hostOf(target)} answered is not what was asked of it. Begin again.`)
  }
}

async function verify(idToken: string, parts: Exchange): Promise<Outcome<VerifiedPerson>> {
  const { target, verifier, nonce, clock, begunAt } = parts
  const { issuer, clientId } = target
  const verified = await verifier.verifyIdToken(idToken, { issuer, clientId, nonce })
  if (!verified.ok) {
    const clockSays = clockTrouble(idToken, hostOf(target), clock())
    if (clockSays !== null) return failed('clock_off', clockSays)
    const { code, detail } = verified.refusal
    return failed(code === 'issuer_unreachable' ? code : 'token_invalid', detail)
  }
  const { signedInAt } = verified.value
  if (target.fresh && signedInAt !== undefined && Date.parse(signedInAt) < begunAt - leewayMs)
    return failed('not_fresh', `${hostOf(target)} did not ask who you are again, so this is no fresh sign-in.`)
  return verified
}

const leewayMs = 60_000

const credentialOf = (
  response: SigninResponse,
  { identity, signedInAt }: VerifiedPerson,
  { issuer, clientId }: SignInTarget,
  now: number,
): OidcCredential => ({
  kind: 'oidc',
  issuer,
  client_id: clientId,
  who: { name: identity.name, email: identity.email, issuer: identity.issuer, subject: identity.subject },
  ...tokensOf(response, now, null),
  signed_in_at: signedInAt ?? null,
})

function refusedByIssuer(target: SignInTarget, error: string, description: string | null): SignInProblem {
  return { code: 'refused_by_issuer', detail: `${hostOf(target)} refused: ${printable(description ?? error)}` }
}

/** Somebody else's words: short, and on one line. */
export const printable = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)

export const hostOf = ({ issuer }: { issuer: string }): string => URL.parse(issuer)?.host ?? issuer
