import type { Evaluation } from '../fleet-api.ts'
import { ApiProblem, sentenceOf } from '../problem.ts'
import { useAttributions } from '../state/fleet.ts'
import { AttributionChart } from './attribution-chart.tsx'
import { Button } from './button.tsx'
import { ExplanationCard } from './explanation-card.tsx'
import { Mark } from './mark.tsx'
import { Skeleton } from './states.tsx'
import { useSeen } from './use-seen.ts'

type Props = { violation: Evaluation; sleeping?: string | null }

/** Why something was judged so: how much each input weighed, and the same in plain words where somebody asks for them. */
export function ViolationDetail({ violation, sleeping = null }: Props) {
  // A long chat has many: those are asked for that somebody looks at.
  const [place, seen] = useSeen<HTMLDivElement>()
  return (
    <div ref={place} className="flex flex-col gap-2.5">
      {violation.explanation !== null && violation.explanation !== '' && (
        <p className="break-words whitespace-pre-wrap">{violation.explanation}</p>
      )}
      {violation.explainable ? (
        <Weights id={violation.id} seen={seen} />
      ) : (
        <p className="text-s text-muted">
          How much each input weighed is not known: whoever reported it did not say so, and only rules of Countersign
          can be computed here.
        </p>
      )}
      <ExplanationCard key={violation.id} violation={violation.id} sleeping={sleeping} />
    </div>
  )
}

function Weights({ id, seen }: { id: string; seen: boolean }) {
  const { data, error, refetch, isFetching } = useAttributions(id, seen)
  if (data !== undefined) return <AttributionChart of={data} />
  if (error === null || isFetching)
    return (
      <div role="status" aria-label="Loading what weighed how much" className="flex flex-col gap-2">
        <Skeleton className="h-3 w-3/4" />
        <Skeleton className="h-3 w-1/2" />
        <Skeleton className="h-3 w-2/3" />
      </div>
    )
  const tooMany = error instanceof ApiProblem && error.status === 429
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Mark means="warn">{sentenceOf(error)}</Mark>
      {tooMany && <span className="text-s text-muted">At most 20 a minute.</span>}
      <Button onClick={() => void refetch()}>Try again</Button>
    </div>
  )
}
