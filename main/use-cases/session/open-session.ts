import { systemIdentity } from '../../identity/system.ts'
import type { VerifiedToken } from '../../identity/verified-token.ts'
import { knowActor } from '../../store/actors.ts'
import { newId } from '../../store/new-id.ts'
import { findSession, insertSession } from '../../store/web-sessions.ts'
import { ensureWorkspace } from '../../store/workspaces.ts'
import { endSession } from './end-session.ts'
import { hashSession, newSessionSecret, sealRefreshToken } from './session-secret.ts'
import type { WebSessionKit } from './web-session-kit.ts'

export type SignedIn = {
  who: VerifiedToken
  refreshToken: string | undefined
  userAgent: string
  /** The session that this browser had when the sign-in began: it ends, and no id outlives a sign-in. */
  before: string | undefined
}

/** The secret is in the answer alone. */
export async function openSession(kit: WebSessionKit, signedIn: SignedIn): Promise<{ id: string; secret: string }> {
  const { services, tokens } = kit
  const { identity, workspace, roles, groups, signedInAt, expiresAt } = signedIn.who
  await ensureWorkspace(services.store, workspace, systemIdentity)
  const id = newId()
  const secret = newSessionSecret()
  const lastsMs = tokens.config.sessions.absolute_hours * 60 * 60_000
  const ends_at = new Date(services.clock() + lastsMs).toISOString()
  const { refreshToken: token } = signedIn
  await services.store.write(workspace, async (tx) => {
    await insertSession(tx, {
      id,
      workspace,
      hash: hashSession(secret),
      identity,
      roles: [...roles],
      groups: [...groups],
      signed_in_at: signedInAt ?? null,
      user_agent: signedIn.userAgent,
      refresh_token: token === undefined ? null : sealRefreshToken(services, id, token),
      created_at: tx.now,
      seen_at: tx.now,
      access_expires_at: expiresAt,
      ends_at,
      lease: null,
      lease_until: null,
    })
    const actor = await knowActor(tx, identity)
    tx.append({ action: 'console.session.opened', subject: `session:${id}`, actor, data: { ends_at } })
  })
  const before = signedIn.before === undefined ? undefined : await findSession(services.store.read, signedIn.before)
  if (before) await endSession(kit, before, 'signed_in_anew', before.identity)
  return { id, secret }
}
