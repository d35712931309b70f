import { create } from 'zustand'
import { api, type Connection, type SignInAttempt, type SignInRequest } from '../api.ts'
import { isOffline } from '../problem.ts'
import { learnSignIn } from './connection.ts'
import { notify } from './toasts.ts'

/** How one sign-in in the system's browser stands. */
export type SignIn =
  | { kind: 'starting' }
  | { kind: 'under_way'; attempt: SignInAttempt; since: string }
  | { kind: 'over'; attempt: SignInAttempt }
  /** It could not begin, or nobody knows of it any more. */
  | { kind: 'refused'; error: unknown }

const beatMs = 1000
const isUnderWay = ({ state }: SignInAttempt): boolean => state === 'waiting' || state === 'exchanging'

/**
 * Begins a sign-in and asks each second how it is going. What is returned gives it up; what became of it is told even
 * then, because it may have been over already.
 */
export function followSignIn(request: SignInRequest, onChange: (signIn: SignIn) => void): () => void {
  const since = new Date().toISOString()
  let attempt: SignInAttempt | undefined
  let givenUp = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const refuse = (error: unknown) => onChange({ kind: 'refused', error })
  const tell = (next: SignInAttempt) => {
    attempt = next
    if (!isUnderWay(next)) return onChange({ kind: 'over', attempt: next })
    if (givenUp) return
    onChange({ kind: 'under_way', attempt: next, since })
    timer = setTimeout(() => void look(next.id), beatMs)
  }
  const look = async (id: string): Promise<void> => {
    try {
      const next = await api.getSignIn(id)
      if (!givenUp) tell(next)
    } catch (error) {
      if (givenUp) return
      // This console's own program does not answer just now; the browser goes on meanwhile.
      if (isOffline(error)) timer = setTimeout(() => void look(id), beatMs)
      else refuse(error)
    }
  }
  const drop = (id: string) => void api.cancelSignIn(id).then(tell, refuse)

  onChange({ kind: 'starting' })
  void api.beginSignIn(request).then((begun) => (givenUp ? drop(begun.id) : tell(begun)), refuse)
  return () => {
    if (givenUp) return
    givenUp = true
    clearTimeout(timer)
    if (attempt !== undefined && isUnderWay(attempt)) drop(attempt.id)
  }
}

type How = Omit<SignInRequest, 'id' | 'fresh'>
type Shown = {
  connection: Connection
  how: How | null
  /** What is offered first, where it has to be asked how. */
  offer: 'issuer' | 'token'
  /** Null until it is known by which issuer. */
  signIn: SignIn | null
}

/** The one sign-in that the console's own dialog shows. */
export const useShownSignIn = create<{ shown: Shown | null }>(() => ({ shown: null }))

let giveUp = () => {}

/** Opens the dialog. Where it is known how, the sign-in begins at once. */
export function signInTo(connection: Connection, how = usualWay(connection)): void {
  giveUp()
  giveUp = () => {}
  const opened: Shown = { connection, how, offer: 'issuer', signIn: null }
  let shown = opened
  useShownSignIn.setState({ shown })
  if (how === null) return
  giveUp = followSignIn({ id: connection.id, ...how }, (signIn) => {
    if (signIn.kind === 'over' && signIn.attempt.state === 'signed_in')
      learnSignIn(connection.id).catch((error: unknown) => notify.failed('It could not be read who signed in', error))
    // Closed meanwhile, or another one was opened.
    if (useShownSignIn.getState().shown !== shown) return
    shown = { ...opened, signIn }
    useShownSignIn.setState({ shown })
  })
}

/** Asks for an API key, or for a token of an issuer that this console cannot talk to. */
export function askForToken(connection: Connection): void {
  closeSignIn()
  useShownSignIn.setState({ shown: { connection, how: null, offer: 'token', signIn: null } })
}

/** Whoever signed in by an issuer before does so again, at this machine as its client from before; otherwise it is asked. */
export const usualWay = ({ sign_in }: Connection): How | null =>
  sign_in?.method === 'oidc' && sign_in.who !== null ? { issuer: sign_in.who.issuer } : null

/** Gives up what is under way; the dialog stays, and says what became of it. Of what has not begun there is nothing to say. */
export function cancelShownSignIn(): void {
  if (useShownSignIn.getState().shown?.signIn?.kind === 'starting') closeSignIn()
  else giveUp()
}

export function closeSignIn(): void {
  useShownSignIn.setState({ shown: null })
  giveUp()
  giveUp = () => {}
}
