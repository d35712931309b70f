import { systemIdentity } from '../../identity/system.ts'
import { overdueSessions } from '../../store/web-sessions.ts'
import { endSession } from './end-session.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** Sessions that nobody came back to: the record says that they ended, and their tokens are revoked. */
export async function sweepSessions(kit: WebSessionKit): Promise<void> {
  const { store, clock } = kit.services
  const now = clock()
  const idleSince = new Date(now - kit.tokens.config.sessions.idle_minutes * 60_000).toISOString()
  const nowText = new Date(now).toISOString()
  for (const session of await overdueSessions(store.read, idleSince, nowText))
    await endSession(kit, session, session.ends_at <= nowText ? 'lasted_its_time' : 'idle', systemIdentity)
}
