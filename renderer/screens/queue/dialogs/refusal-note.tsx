import type { ReactNode } from 'react'
import type { Action } from '../../../api.ts'
import { Mark } from '../../../components/mark.tsx'
import { SignInAgain } from '../../../components/sign-in-again.tsx'
import { ProblemFacts } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { ApiProblem, sentenceOf, wantsSignIn } from '../../../problem.ts'
import { useNow } from '../../../state/now.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { becameOf } from '../drawer/became.ts'
import { isUnanswered } from './once.ts'
import type { Sending } from './use-sending.ts'

/** What the server said instead of doing it, what happened meanwhile, and what can be done now. */
export function RefusalNote({ sending, action }: { sending: Sending; action?: Action }) {
  if (sending.kind !== 'refused') return null
  const { error, waitUntil } = sending
  if (waitUntil !== null) return <Patience until={waitUntil} />
  if (wantsSignIn(error))
    return (
      <SignInAgain error={error} then="One press of the button sends it.">
        Nothing was done, and all that you typed stays.
      </SignInAgain>
    )
  if (isUnanswered(error)) {
    return (
      <Note error={error} title="No answer came">
        {sentenceOf(error)} Whether it was done is not known. Sending the same again is harmless: the server does it
        once.
        {action !== undefined && <Became action={action} />}
      </Note>
    )
  }
  return (
    <Note error={error} title="Not done">
      {sentenceOf(error)} {adviceFor(error)}
      {action !== undefined && isAboutItsState(error) && <Became action={action} />}
    </Note>
  )
}

function Note({ title, error, children }: { title: string; error: unknown; children: ReactNode }) {
  return (
    <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
      <Mark means="bad">{title}</Mark>
      <div className="mt-0.5">{children}</div>
      <ProblemFacts error={error} />
    </div>
  )
}

/** What has happened to it meanwhile, by whom and when. */
export function Became({ action }: { action: Action }) {
  const became = becameOf(action)
  if (became === undefined) return null
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2">
      <b className="font-semibold">{became.says}</b>
      {became.by !== null && <ActorName actor={became.by} />}
      {became.at !== null && <Time at={became.at} show="both" />}
    </p>
  )
}

function Patience({ until }: { until: number }) {
  const seconds = Math.ceil((until - useNow()) / 1000)
  return (
    <div role="status" className="rounded-m border border-warn bg-warn-bg px-3 py-2">
      <Mark means="warn">Not sent yet: too many in a minute</Mark>
      <p className="mt-0.5">
        {seconds > 0
          ? `The server takes the next one in ${seconds} s. Nothing was done so far.`
          : 'The server takes it again now.'}
      </p>
    </div>
  )
}

/** Why the button sleeps while the server asks for patience. */
export function usePatience(sending: Sending): string | null {
  const now = useNow()
  const until = sending.kind === 'refused' ? sending.waitUntil : null
  return until !== null && until > now ? `The server takes the next one in ${Math.ceil((until - now) / 1000)} s` : null
}

const stateCodes = ['invalid_transition', 'approval_expired', 'already_claimed', 'outcome_unknown', 'already_approved']
const isAboutItsState = (error: unknown): boolean => error instanceof ApiProblem && stateCodes.includes(error.code)

function adviceFor(error: unknown): string {
  const code = error instanceof ApiProblem ? error.code : undefined
  switch (code) {
    case 'approval_expired':
      return 'The row now says so.'
    case 'proposal_changed':
      return 'Close this and look at the row again before anything else; if it happens twice, tell whoever answers for the server.'
    case 'self_approval':
      return 'Ask somebody else who may approve.'
    case 'permission_denied':
      return 'Ask somebody whose roles carry it.'
    case 'confirmation_mismatch':
      return 'Type it again.'
    default:
      return ''
  }
}
