import { sentenceOf } from '../problem.ts'
import { Mark } from './mark.tsx'
import { ProblemFacts } from './states.tsx'

/** What the server said instead of doing it; nothing while it said nothing. */
export function Refused({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null
  return (
    <div role="alert" className="mt-2">
      <Mark means="bad">{sentenceOf(error)}</Mark>
      <ProblemFacts error={error} />
    </div>
  )
}
