import { type Action, isReviewOpen } from './action.ts'
import type { Event } from './action-commands.ts'

/** What was, and what happened, make what is. The same for whoever acts and for whoever replays the ledger. */
export function evolve(action: Action, event: Event): Action {
  const approved_at = 'approved_at' in action.progress ? action.progress.approved_at : null
  switch (event.kind) {
    case 'approved': {
      const approvals = [...action.approvals, event.vote]
      return event.complete
        ? { ...action, approvals, progress: { status: 'approved', approved_at: event.vote.at } }
        : { ...action, approvals }
    }
    case 'glass_broken': {
      // Whoever breaks the glass may have been the first of the two.
      const others = action.approvals.filter(({ actor }) => actor.id !== event.vote.actor.id)
      return {
        ...action,
        approvals: [...others, event.vote],
        glass: event.glass,
        progress: { status: 'approved', approved_at: event.vote.at },
      }
    }
    case 'rejected': {
      const { by: rejected_by, at: rejected_at, note, superseded_by } = event
      return { ...action, progress: { status: 'rejected', approved_at, rejected_at, rejected_by, note, superseded_by } }
    }
    case 'claimed':
      return { ...action, claim: { by: event.by, at: event.at, expires_at: event.expires_at } }
    case 'executed': {
      const { by: executed_by, at: executed_at, outcome } = event
      return { ...action, progress: { status: 'executed', approved_at, executed_at, executed_by, outcome } }
    }
    case 'expired':
      return { ...action, progress: { status: 'expired', expired_at: event.at } }
    case 'review_closed': {
      const { by, at, note } = event
      return isReviewOpen(action) && action.glass
        ? { ...action, glass: { ...action.glass, review: { by, at, note } } }
        : action
    }
    case 'commented':
      return action
    default:
      return event satisfies never
  }
}
