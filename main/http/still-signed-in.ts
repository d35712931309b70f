import { permissionsOf } from '../../shared/domain/permission.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../use-cases/caller.ts'
import { recheckSession } from '../use-cases/session/admit-session.ts'
import type { WebSessionKit } from '../use-cases/session/web-session-kit.ts'

/** As for every token's times. */
const leewayMs = 60_000

/** Tokens and sessions also end without an entry of their own: by time, or because their issuer no longer vouches for anybody. */
export function stillSignedIn(
  { clock }: Services,
  { webSession, expiresAt }: Caller,
  sessions: WebSessionKit | undefined,
): (() => Promise<boolean>) | undefined {
  if (expiresAt !== undefined) return async () => clock() < Date.parse(expiresAt) + leewayMs
  if (webSession === undefined || !sessions) return undefined
  return async () => {
    const session = await recheckSession(sessions, webSession)
    return session.ok && permissionsOf(session.value.roles).has('read')
  }
}
