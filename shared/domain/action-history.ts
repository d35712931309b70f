import { type Action, isPastTtl, isReviewOpen, type Vote } from './action.ts'
import type { Event } from './action-commands.ts'

/**
 * Why an event cannot have happened to an action: for whoever reads a history and did not see it being made. It says
 * less than the guards, which also know who may do what: roles are not in the ledger.
 */
export function impossible(action: Action, event: Event): string | undefined {
  const { proposal, progress } = action
  const { status } = progress
  switch (event.kind) {
    case 'approved': {
      const enough = action.approvals.length + 1 >= proposal.terms.approvals_required
      if (event.complete !== enough) return 'it was approved by too few, or by more than were needed'
      return status === 'proposed' ? votedWrongly(action, event.vote) : `it was approved when it was ${status}`
    }
    case 'glass_broken':
      if (proposal.tier !== 3) return 'glass was broken for what is not of tier 3'
      if (isPastTtl(proposal, event.vote.at)) return 'it was approved after its time'
      return status === 'proposed' ? undefined : `it was approved when it was ${status}`
    case 'rejected':
      return status === 'proposed' || status === 'approved' ? undefined : `it was rejected when it was ${status}`
    case 'claimed':
      if (action.claim) return 'it was claimed twice'
      return status === 'approved' ? undefined : `it was claimed when it was ${status}`
    case 'executed': {
      if (proposal.mode === 'dry_run') return 'a dry run was executed'
      const byItself = status === 'proposed' && proposal.tier === 1 && proposal.mode === 'autonomous'
      return status === 'approved' || byItself ? undefined : `it was executed when it was ${status}`
    }
    case 'expired':
      if (!isPastTtl(proposal, event.at)) return 'it expired before its time'
      return status === 'proposed' ? undefined : `it expired when it was ${status}`
    case 'review_closed':
      if (!isReviewOpen(action)) return 'a review was closed that was not open'
      return action.glass?.by.id === event.by.id ? 'a review was closed by the one it was about' : undefined
    case 'commented':
      return undefined
    default:
      return event satisfies never
  }
}

function votedWrongly({ proposal, approvals }: Action, { actor, at }: Vote): string | undefined {
  if (isPastTtl(proposal, at)) return 'it was approved after its time'
  if (approvals.some((vote) => vote.actor.id === actor.id)) return 'one person approved it twice'
  return actor.id === proposal.proposed_by.id && !proposal.terms.self_approval ? 'its proposer approved it' : undefined
}
