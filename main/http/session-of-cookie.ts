import type { Context } from 'hono'
import type { WebSession } from '../store/web-sessions.ts'
import { admitSession } from '../use-cases/session/admit-session.ts'
import type { WebSessionKit } from '../use-cases/session/web-session-kit.ts'
import type { AppEnv } from './env.ts'
import { ownOrigin } from './own-origin.ts'
import { Refused, unwrap } from './problem.ts'
import { sessionCookie } from './session-cookies.ts'

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/**
 * The session that a browser's cookie stands for; undefined where there is none. A cookie is sent along by whatever page
 * makes the browser ask, so what changes anything has to say that it comes from a page of ours: besides the cookie being
 * SameSite, and where that is not enough (another port, a sibling's page).
 */
export async function sessionOfCookie(c: Context<AppEnv>, kit: WebSessionKit): Promise<WebSession | undefined> {
  const secret = sessionCookie(c)
  if (secret === undefined) return undefined
  if (!safeMethods.includes(c.req.method) && c.req.header('origin') !== ownOrigin(c, kit.tokens.config.public_url))
    throw new Refused({
      code: 'origin_not_allowed',
      detail: 'With the cookie of a session only pages of this very server may change anything.',
    })
  return unwrap(await admitSession(kit, secret))
}
