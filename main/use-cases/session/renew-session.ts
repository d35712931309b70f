import { setTimeout as pause } from 'node:timers/promises'
import { ok, type Refusal, type Result, refuse } from '../../../shared/domain/result.ts'
import type { IssuerConfig } from '../../identity/oidc-config.ts'
import { systemIdentity } from '../../identity/system.ts'
import { nameOf } from '../../identity/web-client.ts'
import { newId } from '../../store/new-id.ts'
import {
  findSession,
  leaseSession,
  type Renewed,
  releaseSession,
  updateSession,
  type WebSession,
} from '../../store/web-sessions.ts'
import { believe } from './believe-tokens.ts'
import { endSession } from './end-session.ts'
import { revokeToken } from './revoke-token.ts'
import { openRefreshToken, sealRefreshToken } from './session-secret.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/**
 * Longer than everything that an issuer is asked under it, one after the other: 10 s for its metadata, 10 s for the
 * tokens, and twice 10 s for its keys. Nobody waits that long for somebody else: they are told to try again.
 */
const leaseMs = 45_000
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
    if (performance.now() > deadline || stopping.aborted) return takesTooLong
    await pause(lookEveryMs)
  }
}

async function renewUnderLease(kit: WebSessionKit, holder: string, leased: WebSession): Promise<Result<WebSession>> {
  const { store } = kit.services
  try {
    // Of what was read before the lease was had, somebody may have made something else.
    const session = await findSession(store.read, leased.id)
    return session ? await askIssuer(kit, session, holder) : hasEnded
  } finally {
    await store.write(leased.workspace, (tx) => releaseSession(tx, leased.id, holder))
  }
}

async function askIssuer(kit: WebSessionKit, session: WebSession, holder: string): Promise<Result<WebSession>> {
  const { services, tokens, client } = kit
  const { id, workspace, identity } = session
  const { store } = services
  const issuer = tokens.issuer(identity.issuer)
  const old = openRefreshToken(services, id, session.refresh_token)
  const end = (why: Pick<Refusal, 'detail'>) => endUnderLease(kit, session, holder, why)
  if (!issuer || old === undefined) return end(notRenewable(issuer))
  const renewed = await client.renew(issuer, old)
  if (!renewed.ok) return renewed.refusal.code === 'credential_expired' ? end(renewed.refusal) : renewed
  // Kept before anything else is made of it: the old one is worth nothing any more.
  const newest = renewed.value.refresh ?? old
  const refresh_token = sealRefreshToken(services, id, newest)
  const update = (facts: Renewed) => store.write(workspace, (tx) => updateSession(tx, { id, holder }, facts))
  if (!(await update({ refresh_token }))) return takeStored(kit, session, newest)
  const believed = await believe(tokens, issuer, renewed.value.access)
  if (!believed.ok) return mayBeBelievedLater(believed.refusal) ? notYet(issuer) : end(believed.refusal)
  const { roles, groups, expiresAt, signedInAt } = believed.value
  if (believed.value.workspace !== workspace || believed.value.identity.subject !== identity.subject)
    return end(becameAnother(issuer))
  const facts = { roles, groups, identity: believed.value.identity, access_expires_at: expiresAt }
  const signed_in_at = signedInAt ?? session.signed_in_at
  const isStored = await update({ ...facts, signed_in_at })
  return takeStored(kit, session, newest, isStored)
}

/** Whatever is there by now: one's own or, where the lease was lost meanwhile, what its next holder stored, if it did. */
async function takeStored(
  kit: WebSessionKit,
  before: WebSession,
  newest?: string,
  isOwn = false,
): Promise<Result<WebSession>> {
  const stored = await findSession(kit.services.store.read, before.id)
  if (stored) return isOwn || stored.access_expires_at !== before.access_expires_at ? ok(stored) : takesTooLong
  // Signed out meanwhile: what was issued last goes too.
  const issuer = kit.tokens.issuer(before.identity.issuer)
  if (issuer && newest !== undefined) revokeToken(kit, issuer, newest)
  return hasEnded
}

/** What an issuer answers to somebody whose lease was lost says nothing about what the next holder was given. */
async function endUnderLease(
  kit: WebSessionKit,
  session: WebSession,
  holder: string,
  { detail }: Pick<Refusal, 'detail'>,
): Promise<Result<WebSession>> {
  if (await endSession(kit, session, 'not_renewed', systemIdentity, { holder }))
    return refuse('credential_expired', detail)
  return takeStored(kit, session)
}

/** The issuer vouched for this person just now; what its keys are is another question, and answered in a moment. */
const mayBeBelievedLater = ({ code, fields }: Refusal): boolean =>
  code === 'issuer_unreachable' || fields?.reason === 'unknown_key'

const notYet = (issuer: IssuerConfig) =>
  refuse(
    'issuer_unreachable',
    `What ${nameOf(issuer)} says about you cannot be checked now: its keys are not known yet. Try again in a moment.`,
  )

const takesTooLong = refuse('issuer_unreachable', 'Your sign-in is being renewed, and that takes too long. Try again.')

export const hasEnded = refuse('credential_expired', 'Your session here has ended. Sign in again.')

const notRenewable = (issuer: IssuerConfig | undefined) => ({
  detail: issuer
    ? `What ${nameOf(issuer)} said about you is past its time, and cannot be renewed. Sign in again.`
    : 'This server no longer believes who vouched for you. Sign in again.',
})

const becameAnother = (issuer: IssuerConfig) => ({
  detail: `${nameOf(issuer)} now says something else about who you are or where you work. Sign in again.`,
})
