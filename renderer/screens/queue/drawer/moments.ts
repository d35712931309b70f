import type { Action, ActorView } from '../../../api.ts'

/** Something that happened to an action: `by` is null for what Countersign did by itself. */
export type Moment = { at: string; says: string; by: ActorView | null; note: string | null }

/** Every audit time of an action with who, in the order in which they came. */
export function momentsOf(action: Action): Moment[] {
  const moments: Moment[] = [
    {
      at: action.proposed_at,
      says: action.proposed_through === 'assistant' ? 'Proposed through the assistant, for' : 'Proposed',
      by: action.proposed_by,
      note: null,
    },
    ...approvalsOf(action),
  ]
  const add = (says: string, at: string | null, by: ActorView | null, note: string | null = null) => {
    if (at !== null) moments.push({ at, says, by, note })
  }
  add('Taken to be carried out', action.claimed_at, action.claimed_by)
  if (action.outcome_unknown)
    add('Its runner’s time was over, and what became of it is unknown', action.claim_expires_at, null)
  add(rejectionOf(action), action.rejected_at, action.rejected_by, action.rejection_note)
  add('Executed', action.executed_at, action.executed_by)
  add('Expired', action.expired_at, null)
  const review = action.break_glass?.review ?? null
  if (review !== null) add('Review closed', review.at, review.by, review.note)
  return moments.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

function approvalsOf({ approvals, approvals_required, break_glass }: Action): Moment[] {
  return approvals.map(({ actor, at, note }, index) => {
    if (break_glass !== null && break_glass.at === at && break_glass.by.id === actor.id)
      return { at, says: 'Glass broken: approved by one alone', by: actor, note }
    const says = approvals_required > 1 ? `Approved, ${index + 1} of ${approvals_required}` : 'Approved'
    return { at, says, by: actor, note }
  })
}

function rejectionOf({ superseded_by, rejected_by, proposed_by }: Action): string {
  if (superseded_by !== null) return 'Re-pointed: another took its place'
  return rejected_by?.id === proposed_by.id ? 'Withdrawn' : 'Rejected'
}
