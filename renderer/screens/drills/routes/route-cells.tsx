import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Countdown } from '../../../components/countdown.tsx'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillRoute } from '../../../drills-api.ts'
import { useNow } from '../../../state/now.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { categoryWords, DeliveryMark, StateMark } from '../marks.tsx'
import type { ColumnName } from './columns.ts'

type Cell = (route: DrillRoute) => ReactNode

export const cells: Record<Exclude<ColumnName, 'schedule' | 'commands'>, Cell> = {
  state: (route) => (
    <>
      <StateMark state={route.acknowledgement_state} />
      {route.superseded_by !== null && <Tag>told again</Tag>}
    </>
  ),
  slo: (route) => <Slo route={route} />,
  owner: ({ owner, escalation_owner }) => (
    <span className="flex min-w-0 items-center gap-1" title={`${owner}, escalated to ${escalation_owner}`}>
      <span className="truncate">{owner}</span>
      {escalation_owner !== owner && (
        <>
          <ArrowRight size={12} aria-hidden className="shrink-0 text-faint" />
          <span className="sr-only">, escalated to</span>
          <span className="truncate text-muted">{escalation_owner}</span>
        </>
      )}
    </span>
  ),
  provider: ({ provider, delivery }) => (
    <>
      <span className="truncate">{provider}</span>
      {delivery !== null && <DeliveryMark outcome={delivery} brief />}
    </>
  ),
  answer: (route) => <Answer route={route} />,
  said: ({ acknowledgement }) => <Said {...(acknowledgement ?? { notes: '', external_ref: '' })} />,
}

/** What is left until somebody has to have answered; after that, whether it was in time. */
export function Slo({ route }: { route: DrillRoute }) {
  const { action, acknowledgement_state: state, acknowledgement, created_at, slo_ends_at, missed } = route
  const now = useNow()
  if (action === 'suppress' || state === null) return <span className="text-muted">none</span>
  if (state !== 'outstanding')
    return (
      <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap">
        {missed ? <Mark means="warn">late</Mark> : <span className="text-muted">in time</span>}
        {acknowledgement !== null && (
          <Time at={acknowledgement.acknowledged_at} show="relative" className="truncate text-s text-muted" />
        )}
      </span>
    )
  // A later plan has told them again: what runs now is that one's time.
  if (route.superseded_by !== null) return <span className="text-muted">told again</span>
  if (Date.parse(slo_ends_at) <= now)
    return (
      <span className="flex items-center gap-1.5 font-semibold whitespace-nowrap text-bad">
        breached <Time at={slo_ends_at} show="relative" className="text-s font-normal" />
      </span>
    )
  return (
    <span className="whitespace-nowrap">
      <Countdown from={created_at} until={slo_ends_at} /> <span className="text-s text-muted">left</span>
    </span>
  )
}

/** The authenticated actor, never a name that somebody typed; of what was not sent, why. */
function Answer({ route }: { route: DrillRoute }) {
  const { acknowledgement, action, category, reason, suppressed_until } = route
  if (action === 'suppress')
    return (
      <span className="truncate text-muted" title={reason}>
        {categoryWords[category]}
        {suppressed_until === null ? `: ${reason}` : <Until at={suppressed_until} />}
      </span>
    )
  if (acknowledgement === null) return <span className="text-muted">nobody yet</span>
  return <ActorName actor={acknowledgement.actor} />
}

const Until = ({ at }: { at: string }) => (
  <>
    {' until '}
    <Time at={at} show="clock" />
  </>
)

/** What an operator wrote is between quotation marks; a reference in another system beside it. */
function Said({ notes, external_ref }: { notes: string; external_ref: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-s">
      {notes !== '' && (
        <q className="truncate italic" title={notes}>
          {notes}
        </q>
      )}
      {external_ref !== '' && (
        <span className="max-w-32 shrink-0 truncate font-mono text-xs text-muted" title={external_ref}>
          {external_ref}
        </span>
      )}
    </span>
  )
}
