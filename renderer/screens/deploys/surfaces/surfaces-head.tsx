import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { sentenceOf } from '../../../problem.ts'

type Props = {
  surfaces: readonly Surface[]
  faults: readonly string[]
  stale: { error: unknown; at: number; onRetry: () => void } | null
  onOpen: (id: string) => void
}

/** What has to be looked at, in a line that is always there: rows do not move for it. Below it what is wrong with the list. */
export function SurfacesHead({ surfaces, faults, stale, onOpen }: Props) {
  const alerts = surfaces.filter(({ alert }) => alert !== null)
  const moving = surfaces.filter(({ in_flight }) => in_flight.length > 0)
  const reviews = surfaces.filter(({ open_reviews }) => open_reviews.length > 0)
  const calm = alerts.length + moving.length + reviews.length === 0
  return (
    <>
      <div
        role="status"
        className="flex min-h-10 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line px-3 py-1.5"
      >
        {alerts.length > 0 && (
          <Mark means="bad">
            Health alert: <Names of={alerts} onOpen={onOpen} />
          </Mark>
        )}
        {moving.length > 0 && (
          <Mark means="waiting">
            Under way: <Names of={moving} onOpen={onOpen} />
          </Mark>
        )}
        {reviews.length > 0 && (
          <Mark means="bad">
            Broken glass, not looked at: <Names of={reviews} onOpen={onOpen} />
          </Mark>
        )}
        {calm && <Mark means="neutral">No alert, nothing under way, no open review</Mark>}
      </div>
      {faults.length > 0 && (
        <div role="alert" className="border-b border-warn bg-warn-bg px-3 py-2">
          <Mark means="warn">Something about these surfaces has to be looked at</Mark>
          <ul className="mt-0.5 list-disc pl-6 text-s">
            {faults.map((fault) => (
              <li key={fault} className="break-words">
                {fault}
              </li>
            ))}
          </ul>
        </div>
      )}
      {stale !== null && (
        <div role="alert" className="flex items-center gap-3 border-b border-bad bg-bad-bg px-3 py-1.5">
          <span className="flex-1">
            {sentenceOf(stale.error)} What is shown is from <Time at={stale.at} show="both" />, and may have changed
            since.
          </span>
          <Button onClick={stale.onRetry}>Read it again</Button>
        </div>
      )}
    </>
  )
}

function Names({ of, onOpen }: { of: readonly Surface[]; onOpen: (id: string) => void }) {
  return of.map(({ id, name }, at) => (
    <span key={id}>
      {at > 0 && ', '}
      <button type="button" onClick={() => onOpen(id)} className="cursor-pointer rounded-s underline">
        {name}
      </button>
    </span>
  ))
}
