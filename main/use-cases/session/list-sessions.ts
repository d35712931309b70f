import type { z } from '@hono/zod-openapi'
import type { WebSessions } from '../../../shared/contract/web-sessions.ts'
import { sessionsOf } from '../../store/web-sessions.ts'
import type { Caller } from '../caller.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** Where else one is signed in. Whoever came with a key is signed in nowhere. */
export async function listSessions(
  kit: WebSessionKit | undefined,
  caller: Caller,
): Promise<z.infer<typeof WebSessions>> {
  if (!kit || caller.mode !== 'oidc') return { items: [] }
  const sessions = await sessionsOf(kit.services.store.read, caller.actor)
  const idleMs = kit.tokens.config.sessions.idle_minutes * 60_000
  const now = kit.services.clock()
  const items = sessions
    .filter(({ seen_at, ends_at }) => now < Date.parse(ends_at) && now - Date.parse(seen_at) <= idleMs)
    .map(({ id, workspace, user_agent, created_at, seen_at, ends_at }) => ({
      ...{ id, workspace, user_agent, created_at, seen_at, ends_at },
      current: id === caller.webSession,
    }))
  return { items }
}
