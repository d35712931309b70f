import type { z } from '@hono/zod-openapi'
import type { Action as ActionShape } from '../../../shared/contract/actions.ts'
import { type Action, isOutcomeUnknown, type Who } from '../../../shared/domain/action.ts'
import type { Asker } from '../../../shared/domain/action-commands.ts'
import { allowed } from '../../../shared/domain/action-rules.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'
import type { Act } from '../transition.ts'

export type ActionView = z.output<typeof ActionShape>

/** The caller as the rules take them who look at a row. When they signed in is asked only of whoever gives a command. */
export const askerOf = ({ actor, permissions }: Caller, now: string): Asker => ({
  who: { id: actor.id, digest: '' },
  permissions,
  now,
  signedIn: null,
})

/** Actions as this caller sees them: with names for those who acted, and with what the caller may do now. */
export async function viewActions(
  db: ReadDb,
  workspace: string,
  records: readonly ActionRecord[],
  asker: Asker,
): Promise<ActionView[]> {
  const digests = records.flatMap(({ action }) => whoIn(action).map(({ digest }) => digest))
  const actors = await viewActors(db, workspace, digests)
  return records.map((record) => viewOf(record, asker, (who) => actors[who.digest] ?? unknown(who)))
}

function whoIn({ proposal, approvals, glass, claim, progress }: Action): Who[] {
  const closed = progress.status === 'executed' ? [progress.executed_by] : []
  const rejected = progress.status === 'rejected' ? [progress.rejected_by] : []
  const broken = glass ? [glass.by, ...(glass.review ? [glass.review.by] : [])] : []
  const claimed = claim ? [claim.by] : []
  return [proposal.proposed_by, ...approvals.map(({ actor }) => actor), ...broken, ...claimed, ...closed, ...rejected]
}

/** A row of the actors that is gone; `audit verify` says so. */
export const unknown = ({ id }: Who): ActorView => ({
  id,
  issuer: null,
  subject: null,
  name: 'unknown person',
  email: null,
  via: null,
  verified: false,
  erased: true,
})

function viewOf({ action, digest, last_seq }: ActionRecord, asker: Asker, name: (who: Who) => ActorView): ActionView {
  const { proposal, approvals, glass, claim, progress } = action
  const { terms } = proposal
  const executed = progress.status === 'executed' ? progress : undefined
  const rejected = progress.status === 'rejected' ? progress : undefined
  return {
    id: proposal.id,
    tier: proposal.tier,
    type: proposal.type,
    target_ref: proposal.target_ref,
    reason: proposal.reason,
    mode: proposal.mode,
    status: progress.status,
    payload: proposal.payload,
    outcome: executed?.outcome ?? null,
    proposal_digest: digest,
    approvals_required: terms.approvals_required,
    approvals: approvals.map(({ actor, at, note, saw }) => ({ actor: name(actor), at, note, proposal_digest: saw })),
    approver_note: approvals.findLast(({ note }) => note !== null)?.note ?? null,
    rejection_note: rejected?.note ?? null,
    proposed_by: name(proposal.proposed_by),
    proposed_through: proposal.proposed_through,
    supersedes: proposal.supersedes,
    superseded_by: rejected?.superseded_by ?? null,
    proposed_at: proposal.proposed_at,
    expires_at: proposal.expires_at,
    approved_at: 'approved_at' in progress ? progress.approved_at : null,
    rejected_at: rejected?.rejected_at ?? null,
    rejected_by: rejected ? name(rejected.rejected_by) : null,
    executed_at: executed?.executed_at ?? null,
    executed_by: executed ? name(executed.executed_by) : null,
    expired_at: progress.status === 'expired' ? progress.expired_at : null,
    claimed_by: claim ? name(claim.by) : null,
    claimed_at: claim?.at ?? null,
    claim_expires_at: claim?.expires_at ?? null,
    outcome_unknown: isOutcomeUnknown(action, asker.now),
    break_glass: glass && {
      by: name(glass.by),
      at: glass.at,
      note: glass.note,
      review: glass.review && { ...glass.review, by: name(glass.review.by) },
    },
    single_operator: terms.single_operator,
    last_seq,
    commands: allowed(action, asker),
  }
}

/** What has just come of an action, inside the transaction in which it did. */
export async function viewOutcome({ tx, caller }: Act, record: ActionRecord): Promise<ActionView> {
  const [view] = await viewActions(tx.db, tx.workspace, [record], askerOf(caller, tx.now))
  if (view === undefined) throw new Error('a record has no view')
  return view
}
