import type { z } from '@hono/zod-openapi'
import type { NewAction } from '../../../shared/contract/actions.ts'
import { proposalDigest, propose, type Terms, type Through } from '../../../shared/domain/action.ts'
import { subjectOf, writeProposal } from '../../../shared/domain/action-entries.ts'
import { type ActionPolicy, singleOperator, type Tier, tierOf } from '../../../shared/domain/action-policy.ts'
import { runsByItself } from '../../../shared/domain/action-rules.ts'
import type { Services } from '../../services.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { insertAction } from '../../store/actions.ts'
import { newId } from '../../store/new-id.ts'
import { isHeld, readPolicy } from '../../store/workspace-state.ts'
import type { Act } from '../transition.ts'
import { actionNews } from '../webhooks/action-news.ts'
import { enqueueDeliveries } from '../webhooks/enqueue-deliveries.ts'
import { runByItself } from './run-by-itself.ts'

export type Wanted = Pick<
  z.output<typeof NewAction>,
  'type' | 'target_ref' | 'reason' | 'mode' | 'payload' | 'ttl_seconds'
>
type Origin = { through?: Through; supersedes?: string; id?: string }

/** A proposal is made and, if it is one that may, runs at once. */
export async function proposeAction(
  { policy }: Pick<Services, 'policy'>,
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  { ttl_seconds, ...wanted }: Wanted,
  { through = 'direct', supersedes, id = newId(Date.parse(tx.now)) }: Origin = {},
): Promise<ActionRecord> {
  const tier = tierOf[wanted.type]
  const alone = (await readPolicy(tx.db, tx.workspace))?.single_operator ?? false
  const ttl = ttl_seconds ?? policy.ttlSeconds[tier]
  const action = propose({
    ...wanted,
    id,
    workspace: tx.workspace,
    tier,
    proposed_by: who,
    proposed_through: through,
    supersedes: supersedes ?? null,
    proposed_at: tx.now,
    expires_at: new Date(Date.parse(tx.now) + ttl * 1000).toISOString(),
    terms: termsOf(policy, tier, alone),
  })
  const entry = tx.append({ ...writeProposal(action.proposal), subject: subjectOf(id), actor: who })
  await insertAction(tx, action, entry.seq)
  await enqueueDeliveries(tx, actionNews('action.proposed', action, entry))
  const record = { action, digest: proposalDigest(action.proposal), last_seq: entry.seq }
  return runsByItself(action, await isHeld(tx.db, tx.workspace), tx.now) ? runByItself(tx, record) : record
}

function termsOf(policy: ActionPolicy, tier: Tier, alone: boolean): Terms {
  const { approvals, selfApproval, typed } = alone ? singleOperator(policy) : policy
  return {
    approvals_required: approvals[tier],
    self_approval: selfApproval[tier],
    typed: typed[tier],
    // Marked for what it is, whether the policy of that name or a configuration asks for no more.
    single_operator: tier === 3 && approvals[tier] === 1 && selfApproval[tier],
  }
}
