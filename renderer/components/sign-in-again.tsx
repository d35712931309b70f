import { type ReactNode, useContext, useEffect, useEffectEvent, useRef } from 'react'
import { inWords } from '../../shared/domain/step-up.ts'
import { type ApiProblem, sentenceOf } from '../problem.ts'
import { useSession } from '../state/connection.ts'
import { useFreshSignIn } from '../state/fresh-sign-in.ts'
import { DangerButton } from './danger-button.ts'
import { Mark } from './mark.tsx'
import { SignInWay } from './sign-in-way.tsx'
import { ProblemFacts } from './states.tsx'
import { Time } from './time.tsx'

type Props = {
  /** What the server said instead of doing it. */
  error: ApiProblem
  /** What was done until then, and what becomes of the rest. */
  children: ReactNode
  /** What is left to do after it. */
  then: string
  onSignedIn?: () => void
}

/** A sign-in in the middle of something: nothing of what was begun is lost, and after it one press goes on. */
export function SignInAgain({ error, children, then, onSignedIn }: Props) {
  const signIn = useFreshSignIn()
  const { data: session } = useSession()
  const said = useRef<HTMLParagraphElement>(null)
  const danger = useContext(DangerButton)
  const signedIn = signIn.state.kind === 'signed_in'
  const tell = useEffectEvent(() => onSignedIn?.())
  useEffect(() => {
    if (signedIn) tell()
  }, [signedIn])
  useEffect(() => {
    // Not out of a field in which somebody writes on meanwhile: their next key would confirm.
    if (!signedIn || document.activeElement?.matches('input, textarea')) return
    const next = danger?.current ?? said.current
    next?.focus()
  }, [signedIn, danger])

  return (
    <div
      ref={showWhole}
      className={`rounded-m border px-3 py-2 ${signedIn ? 'border-ok bg-ok-bg' : 'border-warn bg-warn-bg'}`}
    >
      {signedIn ? (
        <p ref={said} role="status" tabIndex={-1}>
          <Mark means="ok">Signed in{session?.actor ? ` as ${session.actor.name}` : ''}</Mark>
          <span className="mt-0.5 block">{then}</span>
        </p>
      ) : (
        <>
          <div role="alert">
            <Mark means="warn">
              {error.code === 'step_up_required' ? 'A fresh sign-in is needed' : 'Your sign-in is over'}
            </Mark>
            <p className="mt-0.5">
              <Why error={error} /> {children}
            </p>
          </div>
          <SignInWay {...signIn} />
          <ProblemFacts error={error} />
        </>
      )}
    </div>
  )
}

/** In a low window it comes below what is seen. */
const showWhole = (note: HTMLDivElement | null) => note?.scrollIntoView({ block: 'nearest' })

function Why({ error }: { error: ApiProblem }) {
  // What the server says here is for programs.
  if (error.code === 'credential_missing') return 'The server no longer knows who you are.'
  const { max_age, auth_time } = error.fields
  if (error.code !== 'step_up_required' || typeof max_age !== 'number' || typeof auth_time !== 'string')
    return sentenceOf(error)
  return (
    <>
      You signed in <Time at={auth_time} show="both" />, and this takes a sign-in that is not older than{' '}
      {inWords(max_age)}.
    </>
  )
}
