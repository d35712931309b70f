import type { CustomCellRendererProps } from 'ag-grid-react'
import { Hammer, Hourglass, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Action } from '../../../api.ts'
import { duration } from '../../../components/clock.ts'
import { Countdown } from '../../../components/countdown.tsx'
import { useNow } from '../../../state/now.ts'
import { StatusMark } from '../marks.tsx'

export const StatusCell = ({ data }: CustomCellRendererProps<Action>) =>
  data && (
    <span className="inline-flex max-w-full items-center gap-1.5 overflow-hidden whitespace-nowrap">
      <StatusMark status={data.status} />
      <Marks action={data} />
      <Progress action={data} />
    </span>
  )

/** How far it has come, and how long it has. */
function Progress({ action }: { action: Action }) {
  const { status, approvals, approvals_required: required, proposed_at, expires_at, mode } = action
  const counted = `${approvals.length}/${required}`
  switch (status) {
    case 'proposed':
      return (
        <>
          {required > 1 && <Count says={`${approvals.length} of ${required} approvals`}>{counted}</Count>}
          <Countdown from={proposed_at} until={expires_at} />
        </>
      )
    case 'approved':
      if (action.outcome_unknown)
        return (
          <Sign says={claimWords(action)}>
            <span className="font-semibold text-bad">outcome unknown</span>
          </Sign>
        )
      return (
        <>
          {required > 1 && action.break_glass === null && (
            <Count says={`${approvals.length} of ${required} approvals`}>{counted}</Count>
          )}
          {action.claim_expires_at !== null && action.claimed_at !== null ? (
            <Sign says={claimWords(action)}>
              <span className="mr-1.5 text-s text-muted">claimed</span>
              <Countdown from={action.claimed_at} until={action.claim_expires_at} />
            </Sign>
          ) : (
            mode !== 'dry_run' && action.approved_at !== null && <Age since={action.approved_at} />
          )}
        </>
      )
    case 'rejected':
      return action.superseded_by === null ? null : <span className="text-s text-muted">re-pointed</span>
    case 'executed':
    case 'expired':
      return null
    default:
      return status satisfies never
  }
}

/** What must be seen of a row whatever its status. */
function Marks({ action: { break_glass: glass, single_operator } }: { action: Action }) {
  return (
    <>
      {glass !== null && (
        <Sign says={`Glass broken by ${glass.by.name}; ${glass.review === null ? 'its review is open' : 'reviewed'}`}>
          <Hammer size={13} aria-hidden className={glass.review === null ? 'text-bad' : 'text-muted'} />
          {glass.review === null && <span className="ml-1 text-s text-bad">review open</span>}
        </Sign>
      )}
      {single_operator && (
        <Sign says="Single operator: one person may propose and approve it">
          <UserRound size={13} aria-hidden className="text-warn" />
        </Sign>
      )}
    </>
  )
}

/** An approved row that waits carries its age. */
function Age({ since }: { since: string }) {
  const age = duration(useNow() - Date.parse(since))
  return (
    <Sign says={`Approved, and waiting for ${age}`}>
      <Hourglass size={11} aria-hidden className="mr-1 text-faint" />
      <span className="font-mono text-s text-muted">{age}</span>
    </Sign>
  )
}

const claimWords = ({ claimed_by, outcome_unknown }: Action): string =>
  outcome_unknown
    ? `${claimed_by?.name ?? 'A runner'} took it and did not come back: nobody knows what became of it`
    : `${claimed_by?.name ?? 'A runner'} is carrying it out`

const Count = ({ says, children }: { says: string; children: ReactNode }) => (
  <Sign says={says}>
    <span className="text-s text-muted">{children}</span>
  </Sign>
)

/** Short for eyes, whole on hover and for those who listen. */
function Sign({ says, children }: { says: string; children: ReactNode }) {
  return (
    <span title={says} className="inline-flex shrink-0 items-center">
      <span className="sr-only">{says}</span>
      <span aria-hidden className="inline-flex items-center">
        {children}
      </span>
    </span>
  )
}
