import { create } from 'zustand'
import { type Connection, type Connections, whenCredentialRefused } from '../api.ts'
import { queryClient } from './queries.ts'

/** What the server said when it did not know who we are, until it knows again. */
type Refused = { connection: string; says: string; expired: boolean }
export const useRefused = create<{ refused: Refused | null }>(() => ({ refused: null }))
export const clearRefused = (): void => useRefused.setState({ refused: null })

export type SignedOut = { connection: Connection; expired: boolean; says: string | null }

/** Nothing can be read or done there until somebody has signed in. This machine and the sample ask nobody to. */
export function signedOutOf({ current, known }: Connections, refused: Refused | null): SignedOut | null {
  // In a browser the sign-in page stands before everything.
  if (known === null || current.kind === 'sample') return null
  if (refused?.connection === current.id)
    return { connection: current, expired: refused.expired, says: current.sign_in?.why ?? refused.says }
  const { state, why } = current.sign_in ?? { state: 'signed_in', why: null }
  if (current.kind === 'local' || state === 'signed_in') return null
  return { connection: current, expired: state === 'expired', says: why }
}

whenCredentialRefused((connection, { code, detail }) => {
  if (connection === null || useRefused.getState().refused?.connection === connection) return
  useRefused.setState({ refused: { connection, says: detail, expired: code === 'credential_expired' } })
  // Main knows more: why it ended, and whether it can be renewed.
  void queryClient.invalidateQueries({ queryKey: ['connections'] })
})
