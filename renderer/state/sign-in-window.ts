import { api } from '../api.ts'
import { isSignedOut } from '../problem.ts'

/** A window that has done its part ends up at a place that says so. */
export const signInAddress = `/sign-in/start?fresh=1&return_to=${encodeURIComponent('#/signed-in')}`

const beatMs = 1000

/** The window is the issuer's meanwhile and can tell this page nothing: the server is asked whether somebody signed in. */
export async function untilSignedIn(signal: AbortSignal): Promise<void> {
  let before: string | undefined
  while (!signal.aborted) {
    const now = await latest(signal)
    before ??= now
    if (now !== undefined && now !== nobody && now !== before) return
    await new Promise((resolve) => setTimeout(resolve, beatMs))
  }
}

const nobody = ''

/** Who is signed in, and since when; undefined while the server does not say. */
async function latest(signal: AbortSignal): Promise<string | undefined> {
  try {
    const { actor, signed_in_at } = await api.session(signal)
    return `${actor?.id} ${signed_in_at}`
  } catch (error) {
    return isSignedOut(error) ? nobody : undefined
  }
}
