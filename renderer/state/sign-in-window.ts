import { api, type Session } from '../api.ts'
import { isSignedOut } from '../problem.ts'

/** By the issuer who vouched before. A window that has done its part ends up at a place that says so. */
export function signInAddress(before: Session | undefined): string {
  const issuer = before?.authentication_mode === 'oidc' ? before.actor?.issuer : undefined
  const by = issuer === undefined ? {} : { issuer }
  return `/sign-in/start?${new URLSearchParams({ fresh: '1', ...by, return_to: '#/signed-in' })}`
}

const beatMs = 1000

/**
 * The window is the issuer's meanwhile and can tell this page nothing: the server is asked whether somebody signed in
 * since `known` was read, which was before the window opened.
 */
export async function untilSignedIn(known: Session | undefined, signal: AbortSignal): Promise<void> {
  let before = known && signInOf(known)
  while (!signal.aborted) {
    const now = await latest(signal)
    if (before === undefined || now === nobody) before = now
    if (now !== undefined && now !== nobody && now !== before) return
    await new Promise((resolve) => setTimeout(resolve, beatMs))
  }
}

const nobody = ''
const signInOf = ({ actor, signed_in_at }: Session): string => `${actor?.id} ${signed_in_at}`

/** Who is signed in, and since when; undefined while the server does not say. */
async function latest(signal: AbortSignal): Promise<string | undefined> {
  try {
    return signInOf(await api.session(signal))
  } catch (error) {
    return isSignedOut(error) ? nobody : undefined
  }
}
