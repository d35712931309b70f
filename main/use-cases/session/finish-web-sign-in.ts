import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { clocksDiffer } from '../../identity/issuer-refusal.ts'
import type { VerifiedToken } from '../../identity/verified-token.ts'
import { type IssuedTokens, nameOf, webClientId } from '../../identity/web-client.ts'
import type { PendingSignIn } from './begin-web-sign-in.ts'
import { believe } from './believe-tokens.ts'
import { openSession } from './open-session.ts'
import { revokeToken } from './revoke-token.ts'
import type { WebSessionKit } from './web-session-kit.ts'

export type Answer = {
  pending: PendingSignIn | undefined
  /** The query that the issuer sent the browser back with. */
  search: string
  userAgent: string
  lastsMs: number
}

/** Whether what came back is what this browser asked for, or what anybody sent it here with. */
export const isAnswerTo = ({ state }: PendingSignIn, search: string): boolean =>
  new URLSearchParams(search).get('state') === state

/** Takes what the issuer answered, and opens a session: the browser learns no more of it than a random number. */
export async function finishWebSignIn(kit: WebSessionKit, answer: Answer): Promise<Result<{ secret: string }>> {
  const { pending, search, userAgent } = answer
  const { services, tokens, client } = kit
  if (!pending || services.clock() - pending.begunAt > answer.lastsMs)
    return refuse(
      'sign_in_unknown',
      'This browser has no sign-in under way: it was finished before, took longer than ten minutes, or began in another browser.',
    )
  const issuer = tokens.issuer(pending.issuer)
  if (!issuer) return refuse('sign_in_unknown', 'This server no longer believes the issuer of this sign-in.')
  if (!isAnswerTo(pending, search))
    return refuse(
      'sign_in_failed',
      'This answer belongs to another sign-in than the one that this browser began last. Begin again.',
    )
  const issued = await client.exchange(issuer, pending, new URL(`${pending.redirectUri}${search}`))
  if (!issued.ok) return issued
  const who = await whoSignedIn(kit, pending, issued.value)
  if (!who.ok) {
    // Nobody will use what was issued.
    if (issued.value.refresh !== undefined) revokeToken(kit, issuer, issued.value.refresh)
    return who
  }
  const { secret } = await openSession(kit, {
    who: who.value,
    refreshToken: issued.value.refresh,
    userAgent,
    before: pending.before,
  })
  return ok({ secret })
}

/** The access token says what somebody may do here, the ID token that it was they who signed in, and just now. */
async function whoSignedIn(
  { tokens }: WebSessionKit,
  pending: PendingSignIn,
  issued: IssuedTokens,
): Promise<Result<VerifiedToken>> {
  const issuer = tokens.issuer(pending.issuer)
  const clientId = issuer && webClientId(issuer)
  if (!issuer || clientId === undefined || issued.id === undefined)
    return refuse('sign_in_failed', 'The answer lacked what says who signed in. Begin again.')
  const expected = { issuer: issuer.issuer, clientId, nonce: pending.nonce }
  const signedIn = await tokens.verifyIdToken(issued.id, expected)
  if (!signedIn.ok) return signedIn.refusal.code === 'credential_expired' ? clocksDiffer(nameOf(issuer)) : signedIn
  const who = await believe(tokens, issuer, issued.access)
  if (!who.ok) return who.refusal.code === 'credential_expired' ? clocksDiffer(nameOf(issuer)) : who
  if (who.value.identity.subject !== signedIn.value.identity.subject)
    return refuse('sign_in_failed', `What ${nameOf(issuer)} issued is about two different people. Begin again.`)
  const signedInAt = who.value.signedInAt ?? signedIn.value.signedInAt
  if (pending.fresh && isStale(signedInAt, pending))
    return refuse('sign_in_failed', `${nameOf(issuer)} did not ask you again who you are. Begin again.`)
  return ok({ ...who.value, signedInAt })
}

const leewayMs = 60_000

/** Asked to prove it again, and the issuer says that it took an older proof for enough. */
const isStale = (signedInAt: string | undefined, { begunAt }: PendingSignIn): boolean =>
  signedInAt !== undefined && Date.parse(signedInAt) < begunAt - leewayMs
