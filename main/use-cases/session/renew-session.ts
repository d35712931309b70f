import { setTimeout as pause } from 'node:timers/promises'
import { ok, type Refusal, type Result, refuse } from '../../../shared/domain/result.ts'
import type { IssuerConfig } from '../../identity/oidc-config.ts'
import { systemIdentity } from '../../identity/system.ts'
import { nameOf } from '../../identity/web-client.ts'
import { newId } from '../../store/new-id.ts'
import { findSession, leaseSession, releaseSession, updateSession, type WebSession } from '../../store/web-sessions.ts'
import { believe } from './believe-tokens.ts'
import { endSession } from './end-session.ts'
import { revokeToken } from './revoke-token.ts'
import { openRefreshToken, sealRefreshToken } from './session-secret.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** Longer than the issuer is waited for: a lease outlives its holder's question, and waiting outlasts the answer. */
const leaseMs = 15_000
const patienceMs = 13_000
const lookEveryMs = 50

/**
 * A session whose access token is past its time is renewed at its issuer, so that whoever lost their account or their
 * roles there loses them here. Each refresh token is good once, so of all processes one asks, and the others take what it
 * stored.
 */
export function renewSession(kit: WebSessionKit, session: WebSession): Promise<Result<WebSession>> {
  const running = kit.renewing.get(session.id)
  if (running) return running
  const renewing = renewOnce(kit, session).finally(() => kit.renewing.delete(session.id))
  kit.renewing.set(session.id, renewing)
  return renewing
}

async function renewOnce(kit: WebSessionKit, session: WebSession): Promise<Result<WebSession>> {
  const { store, clock, stopping } = kit.services
  const { id, workspace, access_expires_at: expiredAt } = session
  const holder = newId()
  const deadline = performance.now() + patienceMs
  for (;;) {
    const current = await findSession(store.read, id)
    if (!current) return hasEnded
    if (current.access_expires_at !== expiredAt) return ok(current)
    const until = new Date(clock() + leaseMs).toISOString()
    const isFree = current.lease === null || Date.parse(current.lease_until ?? '') <= clock()
    if (isFree && (await store.write(workspace, (tx) => leaseSession(tx, { id, holder, until }, expiredAt))))
      return renewUnderLease(kit, holder, current)
    if (performance.now() > deadline || stopping.aborted)
      return refuse('issuer_unreachable', 'Your sign-in is being renewed, and that takes too long. Try again.')
    await pause(lookEveryMs)
  }
}

async function renewUnderLease(kit: WebSessionKit, holder: string, leased: WebSession): Promise<Result<WebSession>> {
  const { store } = kit.services
  try {
    // Of what was read before the lease was had, somebody may have made something else.
    const session = await findSession(store.read, leased.id)
    return session ? await askIssuer(kit, session) : hasEnded
  } finally {
    await store.write(leased.workspace, (tx) => releaseSession(tx, leased.id, holder))
  }
}

async function askIssuer(kit: WebSessionKit, session: WebSession): Promise<Result<WebSession>> {
  const { services, tokens, client } = kit
  const { id, workspace, identity } = session
  const { store } = services
  const issuer = tokens.issuer(identity.issuer)
  const old = openRefreshToken(services, id, session.refresh_token)
  if (!issuer || old === undefined) return end(kit, session, notRenewable(issuer))
  const renewed = await client.renew(issuer, old)
  if (!renewed.ok) return renewed.refusal.code === 'credential_expired' ? end(kit, session, renewed.refusal) : renewed
  // Kept before anything else is made of it: the old one is worth nothing any more.
  const refresh_token = sealRefreshToken(services, id, renewed.value.refresh ?? old)
  await store.write(workspace, (tx) => updateSession(tx, id, { refresh_token }))
  const believed = await believe(tokens, issuer, renewed.value.access)
  if (!believed.ok) {
    const { code } = believed.refusal
    return code === 'issuer_unreachable' ? believed : end(kit, session, believed.refusal)
  }
  const { roles, groups, expiresAt, signedInAt } = believed.value
  if (believed.value.workspace !== workspace || believed.value.identity.subject !== identity.subject)
    return end(kit, session, becameAnother(issuer))
  const facts = { roles, groups, identity: believed.value.identity, access_expires_at: expiresAt }
  const signed_in_at = signedInAt ?? session.signed_in_at
  await store.write(workspace, (tx) => updateSession(tx, id, { ...facts, signed_in_at }))
  const stored = await findSession(store.read, id)
  if (stored) return ok(stored)
  // Signed out meanwhile: what was issued last goes too.
  revokeToken(kit, issuer, renewed.value.refresh ?? old)
  return hasEnded
}

async function end(kit: WebSessionKit, session: WebSession, { detail }: Pick<Refusal, 'detail'>) {
  await endSession(kit, session, 'not_renewed', systemIdentity)
  return refuse('credential_expired', detail)
}

export const hasEnded = refuse('credential_expired', 'Your session here has ended. Sign in again.')

const notRenewable = (issuer: IssuerConfig | undefined) => ({
  detail: issuer
    ? `What ${nameOf(issuer)} said about you is past its time, and cannot be renewed. Sign in again.`
    : 'This server no longer believes who vouched for you. Sign in again.',
})

const becameAnother = (issuer: IssuerConfig) => ({
  detail: `${nameOf(issuer)} now says something else about who you are or where you work. Sign in again.`,
})
