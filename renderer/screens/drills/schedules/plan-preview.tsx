import { withoutFullStop } from '../../../../shared/domain/full-stop.ts'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { PlanPreview, RouteDecision } from '../../../drills-api.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { StandingMark } from './schedule-marks.tsx'

type Props = {
  preview: Pick<PlanPreview, 'route_decisions' | 'unknown_providers'>
  /** What became of each provider's message, where they were sent; until then nobody was told anything. */
  outcomes?: ReadonlyMap<string, string>
}

/** Who would be told how, and why not, in the server's words; afterwards what became of each. */
export function DecisionTable({ preview: { route_decisions, unknown_providers }, outcomes }: Props) {
  return (
    <table className="w-full border-collapse text-s" aria-label="Routes of the plan">
      <thead>
        <tr className="border-b border-line text-left text-xs text-faint">
          <th scope="col" className="py-1.5 pr-3 font-semibold">
            Owner and provider
          </th>
          <th scope="col" className="py-1.5 font-semibold">
            {outcomes === undefined ? 'What would happen, and why' : 'What became of it, and why'}
          </th>
        </tr>
      </thead>
      <tbody>
        {route_decisions.map((route) => (
          <tr key={route.route_id} className="border-b border-line align-top last:border-b-0">
            <td className="py-2 pr-3">
              <span className="block font-semibold break-words">{route.owner}</span>
              <span className="font-mono break-all text-muted">{route.provider}</span>
            </td>
            <td className="py-2">
              {outcomes !== undefined ? (
                <Became route={route} outcome={outcomes.get(route.provider)} />
              ) : (
                <Planned route={route} unknown={unknown_providers.includes(route.provider)} />
              )}
              <Because route={route} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Planned({ route: { action }, unknown }: { route: RouteDecision; unknown: boolean }) {
  if (action === 'suppress') return <Mark means="neutral">Would not be told</Mark>
  if (unknown) return <Mark means="warn">Would fail: no connector</Mark>
  return <Mark means="neutral">Would be told</Mark>
}

function Became({ route: { action }, outcome }: { route: RouteDecision; outcome: string | undefined }) {
  if (action === 'suppress') return <Mark means="neutral">Not told</Mark>
  return <OutcomeMark outcome={outcome ?? 'pending'} />
}

function Because({ route }: { route: RouteDecision }) {
  const { action, reason, acknowledgement_minutes, slo_of, escalation_owner, owner, suppressed_until } = route
  return (
    <span className="block break-words text-muted">
      {withoutFullStop(reason)}
      {action === 'suppress' ? (
        suppressed_until !== null && (
          <>
            , until <Time at={suppressed_until} />
          </>
        )
      ) : (
        <>
          ; to answer within {acknowledgement_minutes} min{slo_of === 'default' && ', the default'}
          {escalation_owner !== owner && `, then ${escalation_owner}`}
        </>
      )}
    </span>
  )
}

export function PreviewSummary({ preview, status }: { preview: PlanPreview; status: string }) {
  const { deliverable_route_count: told, suppressed_route_count: not, unknown_providers, at, drill_status } = preview
  return (
    <div className="mb-2 flex flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StandingMark schedule={{ drill_status, status: status === 'retired' ? 'retired' : 'paused' }} />
        <b className="font-semibold">
          {told} would be told, {not} not
        </b>
        <Time at={at} className="text-muted" />
      </p>
      {unknown_providers.length > 0 && (
        <p className="rounded-m border border-warn bg-warn-bg px-3 py-2 text-s">
          No connector is set up for <b>{unknown_providers.join(', ')}</b>: what is sent there fails, and says so.
        </p>
      )}
    </div>
  )
}
