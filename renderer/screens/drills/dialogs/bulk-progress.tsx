import { Progress } from '@base-ui/react/progress'
import { count } from '../../../components/clock.ts'
import { Mark } from '../../../components/mark.tsx'
import { SignInAgain } from '../../../components/sign-in-again.tsx'
import { useNow } from '../../../state/now.ts'
import type { BulkState } from '../../queue/dialogs/bulk-run.ts'
import { countResults } from '../../queue/dialogs/bulk-run.ts'

type Props = { state: BulkState; total: number; done: string }

export function BulkProgress({ state, total, done }: Props) {
  const counts = countResults(state.results)
  const settled = counts.done + counts.refused
  return (
    <div>
      <Progress.Root value={settled} max={Math.max(1, total)} className="flex flex-col gap-1.5">
        <Progress.Label className="text-s">
          {count(counts.done)} {done}
          {counts.refused > 0 && `, ${count(counts.refused)} refused`}
          {counts.unknown > 0 && `, ${count(counts.unknown)} without an answer`}
          {counts.left > 0 && `, ${count(counts.left)} not sent`} of {count(total)}
        </Progress.Label>
        <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-line">
          <Progress.Indicator className="h-full bg-accent" />
        </Progress.Track>
      </Progress.Root>
      {/* Holds its room: rows do not jump when the server asks for patience. */}
      <p role="status" className="mt-1.5 min-h-[21px]">
        {state.pause !== null && <Pause pause={state.pause} />}
        {state.phase === 'finished' && counts.refused === 0 && (
          <Mark means="ok">
            All {count(counts.done)} are {done}
          </Mark>
        )}
      </p>
    </div>
  )
}

function Pause({ pause: { until, why } }: { pause: NonNullable<BulkState['pause']> }) {
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1000))
  return (
    <Mark means="warn">
      {why === 'rate_limited'
        ? `The server takes only so many in a minute: goes on in ${seconds} s`
        : `The server does not answer: asks again in ${seconds} s`}
    </Mark>
  )
}

/** The server asked for a sign-in in the middle: what was done until then stays, and the rest waits here. */
export function BulkStopped({ state, done, total, onSignedIn }: Props & { onSignedIn: () => void }) {
  const { signInWanted, results } = state
  if (signInWanted === null) return null
  const counts = countResults(results)
  return (
    <SignInAgain error={signInWanted} then="One press goes on with the others." onSignedIn={onSignedIn}>
      It stopped there: {count(counts.done)} of {count(total)} are {done}, and nothing was done to {count(counts.left)}{' '}
      of them.
    </SignInAgain>
  )
}
