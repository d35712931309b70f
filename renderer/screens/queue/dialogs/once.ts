import { ApiProblem, isOffline, wantsSignIn } from '../../../problem.ts'
import { newKey } from '../../../transport.ts'

export type Once = {
  /** The key under which this body goes out. */
  keyFor: (body: unknown) => string
  /** An answer came that decides, whatever it says: what is asked next is another request. */
  answered: () => void
}

/**
 * The Idempotency-Key of one dialog. An answer that was lost leaves open whether it was done; the same body under the
 * same key is then harmless. Another body is another request, and after an answer so is the same one.
 */
export function createOnce(makeKey: () => string = newKey): Once {
  let sent: { key: string; body: string } | undefined
  return {
    keyFor(body) {
      const text = JSON.stringify(body) ?? ''
      if (sent?.body !== text) sent = { key: makeKey(), body: text }
      return sent.key
    },
    answered() {
      sent = undefined
    },
  }
}

/** Nobody said whether it was done: sending the same again is the way to find out. */
export const isUnanswered = (error: unknown): boolean =>
  isOffline(error) || (error instanceof ApiProblem && error.status >= 500)

/** To be sent again under the same key, after a while or after a sign-in. */
export const isUndecided = (error: unknown): boolean => isUnanswered(error) || wantsSignIn(error)
