import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { ActionType, Mode, Tier } from './action-policy.ts'
import { canonicalBytes, type Json } from './entry.ts'

/** Who, as the ledger knows them: the id stays, the digest stands for name and e-mail until they are erased. */
export type Who = { id: string; digest: string }

export const statuses = ['proposed', 'approved', 'executed', 'rejected', 'expired'] as const
export type Status = (typeof statuses)[number]

/** Through what a person proposed: themselves, or the assistant that they asked. */
export const throughs = ['direct', 'assistant'] as const
export type Through = (typeof throughs)[number]

/** What the policy asked for when the proposal was made; a later policy changes nothing about it. */
export type Terms = {
  approvals_required: number
  self_approval: boolean
  typed: boolean
  /** There was nobody else: one person proposed and approved under the policy of that name. */
  single_operator: boolean
}

/** Never edited. Whoever wants something else proposes something else. */
export type Proposal = {
  id: string
  workspace: string
  type: ActionType
  tier: Tier
  target_ref: string
  reason: string
  mode: Mode
  payload: Json
  proposed_by: Who
  proposed_through: Through
  supersedes: string | null
  proposed_at: string
  expires_at: string
  terms: Terms
}

/** `saw` is the digest of the proposal that the approver was shown. */
export type Vote = { actor: Who; at: string; note: string | null; saw: string | null }

/** One commander instead of two approvers: marked for ever, and reviewed by somebody else afterwards. */
export type BrokenGlass = { by: Who; at: string; note: string; review: { by: Who; at: string; note: string } | null }

/** A runner has it to itself until then. After that nobody knows what became of it, and nobody tries again. */
export type Claim = { by: Who; at: string; expires_at: string }

export type Progress =
  | { status: 'proposed' }
  | { status: 'approved'; approved_at: string }
  | { status: 'executed'; approved_at: string | null; executed_at: string; executed_by: Who; outcome: Json }
  | {
      status: 'rejected'
      approved_at: string | null
      rejected_at: string
      rejected_by: Who
      note: string | null
      superseded_by: string | null
    }
  | { status: 'expired'; expired_at: string }

export type Action = {
  proposal: Proposal
  approvals: readonly Vote[]
  glass: BrokenGlass | null
  claim: Claim | null
  progress: Progress
}

export const propose = (proposal: Proposal): Action => ({
  proposal,
  approvals: [],
  glass: null,
  claim: null,
  progress: { status: 'proposed' },
})

/** The TTL governs approval alone: it is over at the moment itself. */
export const isPastTtl = ({ expires_at }: Proposal, now: string): boolean => now >= expires_at

export const isClaimed = ({ claim, progress }: Action, now: string): boolean =>
  progress.status === 'approved' && claim !== null && now < claim.expires_at

/** Its runner has not come back in time: what became of it is for a person to find out. */
export const isOutcomeUnknown = ({ claim, progress }: Action, now: string): boolean =>
  progress.status === 'approved' && claim !== null && now >= claim.expires_at

export const isReviewOpen = ({ glass }: Action): boolean => glass !== null && glass.review === null

/** Nothing can happen to it any more. */
export const isSettled = (action: Action): boolean =>
  action.progress.status !== 'proposed' && action.progress.status !== 'approved' && !isReviewOpen(action)

/** What of a proposal an approver sees, and by what they are bound. */
export type Seen = Pick<
  Proposal,
  'id' | 'workspace' | 'type' | 'tier' | 'target_ref' | 'reason' | 'mode' | 'payload' | 'proposed_at' | 'expires_at'
> & { proposed_by: { id: string } }

/** What an approver saw is what runs: an approval carries this, over the RFC 8785 form of what matters of a proposal. */
export function proposalDigest(proposal: Seen): string {
  const { id, workspace, type, tier, target_ref, reason, mode, payload, proposed_at, expires_at } = proposal
  const proposed_by = proposal.proposed_by.id
  const seen = { id, workspace, type, tier, target_ref, reason, mode, payload, proposed_by, proposed_at, expires_at }
  return `sha256:${bytesToHex(sha256(canonicalBytes(seen)))}`
}
