import type { Context } from 'hono'
import * as contract from '../../../shared/contract/web-sessions.ts'
import { type Refusal, type Result, refuse } from '../../../shared/domain/result.ts'
import { beginWebSignIn, openPending, placeOf } from '../../use-cases/session/begin-web-sign-in.ts'
import { finishWebSignIn, isAnswerTo } from '../../use-cases/session/finish-web-sign-in.ts'
import { listSessions } from '../../use-cases/session/list-sessions.ts'
import { endOwnSession, signOut } from '../../use-cases/session/sign-out.ts'
import type { WebSessionKit } from '../../use-cases/session/web-session-kit.ts'
import { browserName } from '../browser-name.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { ownOrigin } from '../own-origin.ts'
import { refusalOf, unwrap } from '../problem.ts'
import * as cookies from '../session-cookies.ts'
import { signInPage } from '../sign-in-page.ts'

type Tried = { issuer?: string | undefined; returnTo?: string | undefined }

/** Browsers sign in, see where they are signed in, and sign out. What the issuer gives stays on this side. */
export function webSignInRoutes(mount: Mount, kit: WebSessionKit | undefined): void {
  mount(contract.startWebSignIn, async (c) => {
    const { issuer, return_to: returnTo, fresh } = c.req.valid('query')
    const redirectUri = `${ownOrigin(c, kit?.tokens.config.public_url)}/sign-in/callback`
    const session = cookies.sessionCookie(c)
    const wanted = { issuer, returnTo, fresh: fresh === '1', redirectUri, session }
    const begun = await asResult(c, async () => (kit ? beginWebSignIn(kit, wanted) : notOffered))
    // An issuer that is not known is not worth another try, and what was given for one may be anything.
    const again = begun.ok || begun.refusal.code === 'sign_in_unknown' ? { returnTo } : { issuer, returnTo }
    if (!begun.ok) return notSignedIn(c, begun.refusal, kit && again) as never
    cookies.setSignInCookie(c, begun.value.sealed)
    return c.redirect(begun.value.location.href, 303) as never
  })

  mount(contract.finishWebSignIn, async (c) => {
    const pending = kit && openPending(kit, cookies.signInCookie(c))
    const { search } = new URL(c.req.url)
    const userAgent = browserName(c.req.header('user-agent') ?? '')
    const answer = { pending, search, userAgent, lastsMs: cookies.signInSeconds * 1000 }
    // Good once: what came back is never looked at twice. Any site can send a browser here with something else.
    if (!pending || isAnswerTo(pending, search)) cookies.clearSignInCookie(c)
    const finished = await asResult(c, async () => (kit ? finishWebSignIn(kit, answer) : notOffered))
    if (!finished.ok) return notSignedIn(c, finished.refusal, kit && { ...pending }) as never
    cookies.setSessionCookie(c, finished.value.secret)
    return c.redirect(`/${placeOf(pending?.returnTo)}`, 303) as never
  })

  mount(contract.listWebSessions, async (c) => c.json(await listSessions(kit, callerOf(c)), 200))

  mount(contract.endWebSession, async (c) => {
    const caller = callerOf(c)
    const { id } = c.req.valid('json')
    unwrap(await endOwnSession(kit, caller, id))
    if (id === caller.webSession) cookies.clearSessionCookie(c)
    return c.json(await listSessions(kit, caller), 200)
  })

  // No Clear-Site-Data: answers are never stored, and what the page does store (the theme) belongs to the browser's
  // owner whoever is signed in.
  mount(contract.signOut, async (c) => {
    const ended = unwrap(await signOut(kit, callerOf(c), c.req.valid('json').everywhere ?? false))
    cookies.clearSessionCookie(c)
    return c.json({ ended }, 200)
  })
}

const notOffered = refuse('sign_in_unknown', 'Browsers do not sign in to this server: it takes API keys.')

/** A browser shows what it is given, so here also a store that cannot write is told on a page. */
async function asResult<T>(c: Context<AppEnv>, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work()
  } catch (error) {
    const known = refusalOf(error)
    c.get('log')[known ? 'warn' : 'error']({ request_id: c.get('requestId'), err: error }, 'a sign-in failed')
    const detail = `Something went wrong here; the log has it under ${c.get('requestId')}.`
    return { ok: false, refusal: known ?? { code: 'internal_error', detail } }
  }
}

function notSignedIn(c: Context<AppEnv>, refusal: Refusal, tried: Tried | undefined) {
  const place = placeOf(tried?.returnTo)
  const again = new URLSearchParams({ ...(tried?.issuer && { issuer: tried.issuer }), return_to: place })
  c.get('log').info({ request_id: c.get('requestId'), code: refusal.code }, 'not signed in')
  return signInPage(c, refusal, { tryAgain: tried && `/sign-in/start?${again}`, back: `/${place}` })
}
