import { useEffect, useRef, useState } from 'react'
import { api, type Connection, type Connections, type Session, type SignInAttempt } from '../api.ts'
import { sentenceOf } from '../problem.ts'
import { heldToken, holdToken } from '../transport.ts'
import { learnSignIn, useConnections, useSession } from './connection.ts'
import { followSignIn, type SignIn, usualWay } from './sign-in.ts'
import { signInAddress, untilSignedIn } from './sign-in-window.ts'

/** How a sign-in goes that is made in the middle of something else. */
export type FreshSignIn =
  | { kind: 'idle' }
  /** `attempt`: what is known of the browser that was opened; null where it is a window of this one, or none yet. */
  | { kind: 'under_way'; attempt: SignInAttempt | null }
  | { kind: 'failed'; says: string }
  | { kind: 'signed_in' }

/** In the system's browser, in another window of this one, or by a token or key that one gives. */
export type SignInWay = 'browser' | 'window' | 'token'

/** Signs the same person in once more at the current connection. Nothing that is shown begins anew. */
export function useFreshSignIn() {
  const { data: connections } = useConnections()
  const { data: session } = useSession()
  const [state, setState] = useState<FreshSignIn>({ kind: 'idle' })
  const giveUp = useRef(() => {})
  useEffect(() => () => giveUp.current(), [])

  function follow(start: (tell: (next: FreshSignIn) => void, signal: AbortSignal) => void): void {
    giveUp.current()
    const { signal, abort } = controller()
    giveUp.current = abort
    setState({ kind: 'under_way', attempt: null })
    start((next) => !signal.aborted && setState(next), signal)
  }

  return {
    state,
    /** Where another window signs in. */
    address: signInAddress(session),
    way: connections === undefined ? null : wayOf(connections),
    /** Opens the browser, or a window of it. */
    begin(): void {
      if (connections === undefined) return
      const { current, known } = connections
      follow(known === null ? inWindow(current.id, session) : inBrowser(current))
    },
    /** Takes what the person gives instead. */
    give(token: string): void {
      if (connections === undefined) return
      follow((tell) => settle(takeToken(connections, token), tell))
    },
    cancel(): void {
      giveUp.current()
      setState({ kind: 'idle' })
    },
  }
}

function controller() {
  const made = new AbortController()
  return { signal: made.signal, abort: () => made.abort() }
}

/** As one came, so one comes again: who gave a key or a token gives another. */
function wayOf({ current, known }: Connections): SignInWay {
  if (known === null) return heldToken() === null ? 'window' : 'token'
  const method = current.sign_in?.method ?? 'none'
  return method === 'api_key' || method === 'token' ? 'token' : 'browser'
}

type Tell = (next: FreshSignIn) => void

const settle = (work: Promise<void>, tell: Tell) =>
  void work.then(
    () => tell({ kind: 'signed_in' }),
    (error: unknown) => tell({ kind: 'failed', says: sentenceOf(error) }),
  )

async function takeToken({ current: { id }, known }: Connections, token: string): Promise<void> {
  if (known === null) await tryInPage(token)
  else await api.replaceToken(id, token)
  await learnSignIn(id)
}

/** Held only if the server accepts it. */
async function tryInPage(token: string): Promise<void> {
  const before = heldToken()
  holdToken(token)
  try {
    await api.session()
  } catch (error) {
    holdToken(before)
    throw error
  }
}

export const inBrowser = (connection: Connection) => (tell: Tell, signal: AbortSignal) => {
  const { id } = connection
  const cancel = followSignIn({ id, ...usualWay(connection), fresh: true }, (signIn) => {
    if (signIn.kind === 'over' && signIn.attempt.state === 'signed_in') settle(learnSignIn(id), tell)
    else tell(told(signIn))
  })
  signal.addEventListener('abort', cancel)
}

function told(signIn: SignIn): FreshSignIn {
  switch (signIn.kind) {
    case 'starting':
      return { kind: 'under_way', attempt: null }
    case 'under_way':
      return { kind: 'under_way', attempt: signIn.attempt }
    case 'over':
      return { kind: 'failed', says: signIn.attempt.problem?.detail ?? 'It was cancelled.' }
    case 'refused':
      return { kind: 'failed', says: sentenceOf(signIn.error) }
    default:
      return signIn satisfies never
  }
}

const inWindow = (id: string, before: Session | undefined) => (tell: Tell, signal: AbortSignal) => {
  window.open(signInAddress(before), '_blank', 'noopener')
  settle(
    untilSignedIn(before, signal).then(() => (signal.aborted ? undefined : learnSignIn(id))),
    tell,
  )
}
