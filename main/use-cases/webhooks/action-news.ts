import { type Action, proposalDigest } from '../../../shared/domain/action.ts'
import { subjectOf } from '../../../shared/domain/action-entries.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { WebhookEvent } from '../../../shared/domain/webhook.ts'
import type { WebhookNews } from './enqueue-deliveries.ts'

/** What a webhook is told of an action: what is to be done and what became of it, people by their ids. */
export function actionNews(
  type: WebhookEvent,
  { proposal, approvals, glass, progress }: Action,
  entry: Entry,
): WebhookNews {
  const { proposed_by, terms, ...facts } = proposal
  return {
    type,
    subject: subjectOf(proposal.id),
    data: () => ({
      ...facts,
      status: progress.status,
      proposal_digest: proposalDigest(proposal),
      proposed_by: proposed_by.id,
      approvals_required: terms.approvals_required,
      approvals: approvals.map(({ actor, at, note }) => ({ actor: actor.id, at, note })),
      break_glass: glass !== null,
      single_operator: terms.single_operator,
      approved_at: 'approved_at' in progress ? progress.approved_at : null,
      executed_at: progress.status === 'executed' ? progress.executed_at : null,
      outcome: progress.status === 'executed' ? progress.outcome : null,
      rejected_at: progress.status === 'rejected' ? progress.rejected_at : null,
      rejection_note: progress.status === 'rejected' ? progress.note : null,
      superseded_by: progress.status === 'rejected' ? progress.superseded_by : null,
      expired_at: progress.status === 'expired' ? progress.expired_at : null,
      /** The ledger entry that it is told from. */
      seq: entry.seq,
    }),
  }
}
