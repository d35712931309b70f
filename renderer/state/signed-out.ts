import { create } from 'zustand'
import type { Connection, Connections, SignInState } from '../api.ts'
import { isIssuerAway } from '../problem.ts'
import { whenCredentialRefused } from '../transport.ts'
import { queryClient } from './queries.ts'

/** `waits`: only its issuer is away, so the sign-in may go on by itself. */
type Standing = { expired: boolean; waits: boolean }
/** What the server said when it did not know who we are, until it knows again. */
type Refused = Standing & { connection: string; says: string }
export const useRefused = create<{ refused: Refused | null }>(() => ({ refused: null }))
export const clearRefused = (): void => useRefused.setState({ refused: null })

export type SignedOut = Standing & { connection: Connection; says: string | null }

/** Nothing can be read or done there until somebody has signed in. This machine asks whoever did before; the sample nobody. */
export function signedOutOf({ current, known }: Connections, refused: Refused | null): SignedOut | null {
  // In a browser the sign-in page stands before everything.
  if (known === null || current.kind === 'sample') return null
  const { sign_in } = current
  // Main knows best why it ended, where it knows that it has.
  const waits = waitsForIssuer(sign_in)
  if (refused?.connection === current.id) {
    const isOver = sign_in !== null && sign_in.state !== 'signed_in'
    return {
      connection: current,
      expired: refused.expired,
      waits: isOver ? waits : refused.waits,
      says: sign_in?.why ?? refused.says,
    }
  }
  const { state, why } = sign_in ?? { state: 'signed_in', why: null }
  if (state === 'signed_in' || (current.kind === 'local' && state === 'signed_out')) return null
  return { connection: current, expired: state === 'expired', waits, says: why }
}

/** Main's sentences for a renewal that its issuer did not answer. */
export const waitsForIssuer = (signIn: SignInState | null): boolean =>
  signIn?.state === 'expired' &&
  /cannot be reached to renew|no token at the renewal|^The sign-in cannot be renewed:/.test(signIn.why ?? '')

export function lossOf({ connection: { name }, expired, waits }: SignedOut): string {
  if (waits) return `Your sign-in to ${name} cannot be renewed just now`
  return expired ? `Your sign-in to ${name} has ended` : `Signed out of ${name}`
}

whenCredentialRefused((connection, problem) => {
  if (connection === null) return
  const { code, detail } = problem
  const waits = isIssuerAway(problem)
  const { refused } = useRefused.getState()
  if (refused?.connection === connection && refused.waits === waits) return
  useRefused.setState({ refused: { connection, says: detail, expired: waits || code === 'credential_expired', waits } })
  // Main knows more: why it ended, and whether it can be renewed.
  void queryClient.invalidateQueries({ queryKey: ['connections'] })
})
