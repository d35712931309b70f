import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { systemIdentity } from '../../identity/system.ts'
import { findSession, findSessionByHash, touchSession, type WebSession } from '../../store/web-sessions.ts'
import { endSession, type SessionEnd } from './end-session.ts'
import { hasEnded, renewSession } from './renew-session.ts'
import { hashSession, looksLikeSession } from './session-secret.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** The session that a cookie stands for, if it is still good; asking for it counts as using it. */
export async function admitSession(kit: WebSessionKit, secret: string): Promise<Result<WebSession>> {
  const { read } = kit.services.store
  const session = looksLikeSession(secret) ? await findSessionByHash(read, hashSession(secret)) : undefined
  if (!session) return hasEnded
  const over = timeIsOver(kit, session)
  if (over) {
    await endSession(kit, session, over.because, systemIdentity)
    return refuse('credential_expired', over.detail)
  }
  const admitted = await vouchedFor(kit, session)
  if (admitted.ok) touch(kit, admitted.value)
  return admitted
}

/**
 * The same for a stream that goes on. That is nobody's doing, so it keeps no session alive; nor does it end one, so that
 * the browser's next request is told why it is over.
 */
export async function recheckSession(kit: WebSessionKit, id: string): Promise<Result<WebSession>> {
  const session = await findSession(kit.services.store.read, id)
  if (!session || timeIsOver(kit, session)) return hasEnded
  return vouchedFor(kit, session)
}

function timeIsOver(
  { services, tokens }: WebSessionKit,
  session: WebSession,
): { because: SessionEnd; detail: string } | undefined {
  const now = services.clock()
  const { idle_minutes, absolute_hours } = tokens.config.sessions
  if (now >= Date.parse(session.ends_at))
    return {
      because: 'lasted_its_time',
      detail: `A session lasts ${absolute_hours} hours at most, and yours is over. Sign in again.`,
    }
  if (now - Date.parse(session.seen_at) > idle_minutes * 60_000)
    return {
      because: 'idle',
      detail: `Nobody used this session for ${idle_minutes} minutes, so it has ended. Sign in again.`,
    }
  return undefined
}

/** What the issuer said lasts as long as the access token; after that it is asked again. */
async function vouchedFor(kit: WebSessionKit, session: WebSession): Promise<Result<WebSession>> {
  const isTrusted = kit.tokens.issuer(session.identity.issuer) !== undefined
  const inTime = kit.services.clock() < Date.parse(session.access_expires_at)
  return isTrusted && inTime ? ok(session) : renewSession(kit, session)
}

/** Bookkeeping, not a fact of the ledger: once a minute is enough, and a full disk keeps nobody from reading. */
function touch({ services, tokens, touching }: WebSessionKit, session: WebSession): void {
  const everyMs = Math.min(60_000, tokens.config.sessions.idle_minutes * 6_000)
  if (services.clock() - Date.parse(session.seen_at) < everyMs || touching.has(session.id)) return
  touching.add(session.id)
  services.store
    .write(session.workspace, (tx) => touchSession(tx, session.id))
    .catch((error: unknown) => services.log.warn({ err: error }, 'the last use of a session could not be recorded'))
    .finally(() => touching.delete(session.id))
}
