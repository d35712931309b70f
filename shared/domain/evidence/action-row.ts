import { type Action, isOutcomeUnknown } from '../action.ts'
import type { EvidenceRow } from './kind.ts'

/** In the order of the table; what is a document of its own is one cell, as JSON. */
export const actionColumns = [
  ...['id', 'status', 'tier', 'type', 'mode', 'target_ref', 'reason', 'payload', 'outcome', 'proposed_at'],
  ...['proposed_by.id', 'proposed_by.digest', 'proposed_through', 'expires_at', 'approvals_required', 'approvals'],
  ...['approved_at', 'rejected_at', 'rejected_by.id', 'rejected_by.digest', 'rejection_note', 'executed_at'],
  ...['executed_by.id', 'executed_by.digest', 'expired_at', 'claimed_at', 'claimed_by.id', 'claimed_by.digest'],
  ...['claim_expires_at', 'outcome_unknown', 'break_glass', 'single_operator', 'supersedes', 'superseded_by'],
  ...['proposal_digest', 'last_seq'],
] as const

/** The names of the wire (`shared/contract/actions.ts`); people are an id and a digest. */
export function actionRow(action: Action, proposal_digest: string, last_seq: number, as_of: string) {
  const { proposal, approvals, glass, claim, progress } = action
  const { terms, workspace: _, ...proposed } = proposal
  const executed = progress.status === 'executed' ? progress : undefined
  const rejected = progress.status === 'rejected' ? progress : undefined
  return {
    ...proposed,
    status: progress.status,
    outcome: executed?.outcome ?? null,
    proposal_digest,
    approvals_required: terms.approvals_required,
    approvals: approvals.map(({ actor, at, note, saw }) => ({ actor, at, note, proposal_digest: saw })),
    rejection_note: rejected?.note ?? null,
    superseded_by: rejected?.superseded_by ?? null,
    approved_at: 'approved_at' in progress ? progress.approved_at : null,
    rejected_at: rejected?.rejected_at ?? null,
    rejected_by: rejected?.rejected_by ?? null,
    executed_at: executed?.executed_at ?? null,
    executed_by: executed?.executed_by ?? null,
    expired_at: progress.status === 'expired' ? progress.expired_at : null,
    claimed_by: claim?.by ?? null,
    claimed_at: claim?.at ?? null,
    claim_expires_at: claim?.expires_at ?? null,
    outcome_unknown: isOutcomeUnknown(action, as_of),
    break_glass: glass,
    single_operator: terms.single_operator,
    last_seq,
  } satisfies EvidenceRow
}

export type ActionRow = ReturnType<typeof actionRow>
