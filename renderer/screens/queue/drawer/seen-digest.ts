import { proposalDigest } from '../../../../shared/domain/action.ts'
import type { Action } from '../../../api.ts'

/** `differs`: what is shown is not what the server says that it would run. `unknown`: it has no digest at all. */
export type SeenDigest = { kind: 'same' | 'differs'; digest: string } | { kind: 'unknown' }

/** Recomputed in the page from what it shows, and never taken from the server: an approval carries this one. */
export function seenDigest(action: Action, workspace: string): SeenDigest {
  try {
    const digest = proposalDigest({ ...action, workspace })
    return { kind: digest === action.proposal_digest ? 'same' : 'differs', digest }
  } catch {
    // What has no canonical form was never proposed.
    return { kind: 'unknown' }
  }
}

type Approval = Action['approvals'][number]

/** Whether an earlier approver was shown what is shown here. */
export function sawTheSame({ proposal_digest }: Approval, seen: SeenDigest): 'same' | 'other' | 'unsaid' {
  if (proposal_digest === null) return 'unsaid'
  return seen.kind !== 'unknown' && proposal_digest === seen.digest ? 'same' : 'other'
}

/** Enough of it to compare by eye. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 'sha256:'.length + 8)}…`
