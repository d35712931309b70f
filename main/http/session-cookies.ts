import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/**
 * Both are `__Host-` cookies: for this very host, over a connection that nobody reads along with, and no other host or
 * page of the domain can set them. Chromium and Firefox take loopback for such a connection, also over plain http.
 */
const shared = { path: '/', secure: true, httpOnly: true, prefix: 'host' } as const

const session = 'countersign-session'
const signIn = 'countersign-sign-in'

/** A sign-in under way is worth this long. */
export const signInSeconds = 10 * 60

export const sessionCookie = (c: Context): string | undefined => getCookie(c, session, 'host')

/** Never sent with what another site's page began. Without an end of its own: the server knows when it is over. */
export const setSessionCookie = (c: Context, secret: string): void =>
  setCookie(c, session, secret, { ...shared, sameSite: 'Strict' })

export const clearSessionCookie = (c: Context): void => void deleteCookie(c, session, { ...shared, sameSite: 'Strict' })

export const signInCookie = (c: Context): string | undefined => getCookie(c, signIn, 'host')

/** Lax: the browser comes back from the issuer's site, and has to bring it along. */
export const setSignInCookie = (c: Context, sealed: string): void =>
  setCookie(c, signIn, sealed, { ...shared, sameSite: 'Lax', maxAge: signInSeconds })

export const clearSignInCookie = (c: Context): void => void deleteCookie(c, signIn, { ...shared, sameSite: 'Lax' })
