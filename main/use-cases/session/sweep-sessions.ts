import { systemIdentity } from '../../identity/system.ts'
import { overdueSessions } from '../../store/web-sessions.ts'
import { endSession } from './end-session.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** Whatever is left over is swept the next time. */
const mostAtOnce = 500

/** Sessions that nobody came back to: the record says that they ended, and their tokens are revoked. */
export async function sweepSessions(kit: WebSessionKit): Promise<void> {
  const { store, clock, log } = kit.services
  const now = clock()
  const seenBefore = new Date(now - kit.tokens.config.sessions.idle_minutes * 60_000).toISOString()
  const overdue = { seenBefore, now: new Date(now).toISOString() }
  for (const session of await overdueSessions(store.read, overdue, mostAtOnce)) {
    const because = session.ends_at <= overdue.now ? 'lasted_its_time' : 'idle'
    try {
      await endSession(kit, session, because, systemIdentity, { overdue })
    } catch (error) {
      // The others are over all the same.
      log.warn({ err: error, session: session.id }, 'a session that is over could not be ended; it is tried again')
    }
  }
}
