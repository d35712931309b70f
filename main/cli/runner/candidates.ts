import { type Proposal, proposalDigest } from '../../../shared/domain/action.ts'
import type { ActionType } from '../../../shared/domain/action-policy.ts'
import type { Row } from './client.ts'

export type Rules = { workspace: string; types: readonly ActionType[] | undefined; maxAgeSeconds: number }

export type Judged = { kind: 'run' } | { kind: 'pass' } | { kind: 'refuse'; why: string }

/** Is this one to be run, is it somebody else's, or is it one that a person should look at? */
export function judge(row: Row, { workspace, types, maxAgeSeconds }: Rules, now: number): Judged {
  if (row.status !== 'approved' || row.approved_at === null || row.mode === 'dry_run') return { kind: 'pass' }
  if (types && !types.includes(row.type)) return { kind: 'pass' }
  if (row.outcome_unknown)
    return { kind: 'refuse', why: 'a runner took it and did not come back; find out what became of it' }
  if (row.claimed_by !== null) return { kind: 'pass' }
  const offer = row.commands.find(({ name }) => name === 'claim')
  if (!offer?.enabled) return { kind: 'refuse', why: offer?.reason ?? 'it is not offered' }
  const age = Math.floor((now - Date.parse(row.approved_at)) / 1000)
  if (age > maxAgeSeconds)
    return {
      kind: 'refuse',
      why: `it was approved ${age} s ago, and this runner takes none older than ${maxAgeSeconds} s`,
    }
  return whatWasSeen(row, workspace)
}

/** What was approved is what runs: the terms still have the digest that the approvers saw. */
function whatWasSeen(row: Row, workspace: string): Judged {
  const digest = proposalDigest(proposalOf(row, workspace))
  const seen = row.approvals.flatMap(({ proposal_digest }) => proposal_digest ?? [])
  if ([row.proposal_digest, ...seen].every((each) => each === digest)) return { kind: 'run' }
  return { kind: 'refuse', why: 'its terms are not those that were approved' }
}

const proposalOf = (row: Row, workspace: string): Proposal => ({
  id: row.id,
  workspace,
  type: row.type,
  tier: row.tier,
  target_ref: row.target_ref,
  reason: row.reason,
  mode: row.mode,
  payload: row.payload,
  proposed_by: { id: row.proposed_by.id, digest: '' },
  proposed_through: row.proposed_through,
  supersedes: row.supersedes,
  proposed_at: row.proposed_at,
  expires_at: row.expires_at,
  // Not part of what is seen: what the policy asked for.
  terms: { approvals_required: row.approvals_required, self_approval: false, typed: false, single_operator: false },
})
