import { Mark } from '../../../components/mark.tsx'
import { SignInAgain } from '../../../components/sign-in-again.tsx'
import { ProblemFacts } from '../../../components/states.tsx'
import { ApiProblem, sentenceOf, wantsSignIn } from '../../../problem.ts'
import { isUnanswered } from '../../queue/dialogs/once.ts'
import { adviceFor } from '../thread/advice.ts'
import { KeyMissing } from '../thread/key-missing.tsx'

/** The question was not taken, or nobody said whether it was. Its words are in the field still. */
export function Refused({ error }: { error: unknown }) {
  if (error instanceof ApiProblem && error.code === 'provider_key_missing') return <KeyMissing />
  if (wantsSignIn(error))
    return (
      <SignInAgain error={error} then="One press of Enter sends it.">
        Your question stays in the field.
      </SignInAgain>
    )
  const isOpen = isUnanswered(error) && !(error instanceof ApiProblem && error.code.startsWith('provider_'))
  return (
    <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
      <Mark means="bad">{isOpen ? 'No answer came' : 'Not asked'}</Mark>
      <p className="mt-0.5 break-words">
        {sentenceOf(error)}{' '}
        {isOpen
          ? 'Whether the question was taken is not known. Sending the same again is harmless: nothing is asked or proposed twice.'
          : adviceFor(error instanceof ApiProblem ? error.code : '')}
      </p>
      <ProblemFacts error={error} />
    </div>
  )
}
