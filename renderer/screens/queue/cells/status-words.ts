import type { Action } from '../../../api.ts'
import { duration } from '../../../components/clock.ts'
import { clockFace, type Urgency, urgencyOf } from '../../../components/urgency.ts'

/** Beside the status: how far it has come, and how long it has. `says` is the whole of what `shows` has room for. */
export type Beside =
  | { kind: 'glass' | 'single' | 'count' | 'note' | 'unknown'; shows: string; says: string }
  | { kind: 'countdown'; shows: string; says: string; urgency: Urgency }
  | { kind: 'age'; shows: string; says: string }

export function besideStatus(action: Action, now: number): Beside[] {
  return [...marksOf(action), ...progressOf(action, now)]
}

/** What must be seen of a row whatever its status. */
function marksOf({ break_glass: glass, single_operator }: Action): Beside[] {
  const open = glass?.review === null
  return [
    ...(glass === null
      ? []
      : [
          {
            kind: 'glass' as const,
            shows: open ? 'review open' : '',
            says: `Glass broken by ${glass.by.name}; ${open ? 'its review is open' : 'reviewed'}`,
          },
        ]),
    ...(single_operator
      ? [{ kind: 'single' as const, shows: '', says: 'Single operator: one person may propose and approve it' }]
      : []),
  ]
}

function progressOf(action: Action, now: number): Beside[] {
  switch (action.status) {
    case 'proposed':
      return [...counted(action), countdown(action.proposed_at, action.expires_at, now, 'Until it expires')]
    case 'approved':
      return approved(action, now)
    case 'rejected':
      if (action.superseded_by === null) return []
      return [{ kind: 'note', shows: 're-pointed', says: 'Re-pointed: another proposal took its place' }]
    case 'executed':
    case 'expired':
      return []
    default:
      return action.status satisfies never
  }
}

function approved(action: Action, now: number): Beside[] {
  const { claimed_at, claim_expires_at, approved_at, mode, outcome_unknown } = action
  const runner = action.claimed_by?.name ?? 'A runner'
  if (outcome_unknown)
    return [
      {
        kind: 'unknown',
        shows: 'outcome unknown',
        says: `${runner} took it and did not come back: nobody knows what became of it`,
      },
    ]
  const progress = action.break_glass === null ? counted(action) : []
  if (claimed_at !== null && claim_expires_at !== null)
    return [
      ...progress,
      { kind: 'note', shows: 'claimed', says: `${runner} is carrying it out` },
      countdown(claimed_at, claim_expires_at, now, 'Until its runner has to be back'),
    ]
  // An approved row that waits carries its age; a dry run waits for nothing.
  if (mode === 'dry_run' || approved_at === null) return progress
  const age = duration(now - Date.parse(approved_at))
  return [...progress, { kind: 'age', shows: age, says: `Approved, and waiting for ${age}` }]
}

const counted = ({ approvals, approvals_required: required }: Action): Beside[] =>
  required < 2
    ? []
    : [
        {
          kind: 'count',
          shows: `${approvals.length}/${required}`,
          says: `${approvals.length} of ${required} approvals`,
        },
      ]

function countdown(from: string, until: string, now: number, says: string): Beside {
  const urgency = urgencyOf(Date.parse(from), Date.parse(until), now)
  const shows = urgency === 'over' ? 'time is over' : clockFace(Date.parse(until) - now)
  return { kind: 'countdown', shows, says: `${says}: ${shows}`, urgency }
}
