import { Mark } from '../../../components/mark.tsx'
import type { drillsApi } from '../../../drills-api.ts'
import { type Evidence, readEvidence } from './evidence.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { DecisionTable } from './plan-preview.tsx'

export type Delivered = Awaited<ReturnType<typeof drillsApi.deliver>>

/** What was sent and what came of it, without anything secret: a message that fails takes nothing from the plan. */
export function DeliveryEvidence({ delivered: { plan, metadata } }: { delivered: Delivered }) {
  const { success, attempts, outcomes: told, urls } = readEvidence(metadata)
  return (
    <div role="status" className="flex flex-col gap-3">
      {told.length === 0 ? <Mark means="neutral">Nothing was sent</Mark> : <Summary told={told} success={success} />}
      <ul className="flex flex-col gap-1" aria-label="Messages">
        {told.map(([provider, outcome]) => (
          <li key={provider} className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-mono text-s">{provider}</span>
            <OutcomeMark outcome={outcome} />
          </li>
        ))}
      </ul>
      <p className="text-s text-muted">
        {attempts === 1 ? 'One attempt' : `${attempts} attempts`}
        {urls.map((url) => (
          <span key={url} className="block font-mono break-all">
            {url}
          </span>
        ))}
      </p>
      <DecisionTable
        preview={{ route_decisions: plan.route_decisions, unknown_providers: [] }}
        outcomes={new Map(told)}
      />
    </div>
  )
}

/** What is on its way has neither arrived nor failed. */
function Summary({ told, success }: Pick<Evidence, 'success'> & { told: Evidence['outcomes'] }) {
  if (success) return <Mark means="ok">Everything arrived</Mark>
  const isOver = told.every(([, outcome]) => outcome !== 'pending')
  const hasFailed = told.some(([, outcome]) => outcome === 'failed' || outcome === 'unknown')
  if (!isOver && !hasFailed) return <Mark means="waiting">Not everything has arrived yet; the plan stands</Mark>
  return <Mark means="bad">Not everything arrived; the plan stands</Mark>
}
