import {
  type Action,
  isClaimed,
  isOutcomeUnknown,
  isPastTtl,
  isReviewOpen,
  proposalDigest,
  type Status,
} from './action.ts'
import type { Asker, CommandName } from './action-commands.ts'
import { confirmationFor } from './action-policy.ts'
import type { Permission } from './permission.ts'
import type { Refusal } from './result.ts'
import { inWords, isFresh } from './step-up.ts'

/** A rule: why a command is refused, or nothing. What can only be said of what was given is not asked without it. */
type Guard = (action: Action, asker: Asker, given: Given | null) => Refusal | undefined
type Given = {
  name: CommandName
  confirmation?: string | undefined
  note?: string | undefined
  proposal_digest?: string | undefined
}

const needs =
  (permission: Permission): Guard =>
  (_, { permissions }) =>
    permissions.has(permission)
      ? undefined
      : {
          code: 'permission_denied',
          detail: `This needs the permission ${permission}, which your roles do not carry.`,
          fields: { permission },
        }

const isOwn: (action: Action, asker: Asker) => boolean = ({ proposal }, { who }) => proposal.proposed_by.id === who.id

/** A proposer may always take their own proposal back. */
const needsUnlessOwn =
  (permission: Permission): Guard =>
  (action, asker, given) =>
    isOwn(action, asker) ? undefined : needs(permission)(action, asker, given)

const withinTtl: Guard = ({ proposal, progress }, { now }) => {
  const late = progress.status === 'expired' || (progress.status === 'proposed' && isPastTtl(proposal, now))
  if (!late) return undefined
  return {
    code: 'approval_expired',
    detail: `It could be approved until ${proposal.expires_at}. Propose it again.`,
    fields: { status: 'expired', expires_at: proposal.expires_at },
  }
}

/** Says what has happened instead, so that of two people who act at once the second knows. */
const whatBecameOfIt: Record<Status, (action: Action) => string> = {
  proposed: () => 'It has not been approved yet',
  approved: () => 'It is approved already',
  executed: () => 'It has been executed already',
  rejected: ({ progress }) =>
    progress.status === 'rejected' && progress.superseded_by
      ? `It was re-pointed: ${progress.superseded_by} took its place`
      : 'It has been rejected',
  expired: () => 'Its time for approval ran out',
}

const from =
  (...statuses: Status[]): Guard =>
  (action) => {
    const { status } = action.progress
    if (statuses.includes(status)) return undefined
    const detail = `${whatBecameOfIt[status](action)}; this is possible only while it is ${statuses.join(' or ')}.`
    return { code: 'invalid_transition', detail, fields: { status, ...happened(action) } }
  }

function happened({ progress, approvals }: Action): { by?: string | undefined; at?: string } {
  switch (progress.status) {
    case 'proposed':
      return {}
    case 'approved':
      return { by: approvals.at(-1)?.actor.id, at: progress.approved_at }
    case 'executed':
      return { by: progress.executed_by.id, at: progress.executed_at }
    case 'rejected':
      return { by: progress.rejected_by.id, at: progress.rejected_at }
    case 'expired':
      return { at: progress.expired_at }
    default:
      return progress satisfies never
  }
}

const mayExecute: Guard = ({ proposal }) =>
  proposal.mode === 'dry_run'
    ? { code: 'dry_run_never_executes', detail: 'It is a dry run: it can be decided, and is never executed.' }
    : undefined

const sameProposal: Guard = ({ proposal }, _, given) => {
  if (given?.proposal_digest === undefined) return undefined
  const digest = proposalDigest(proposal)
  if (given.proposal_digest === digest) return undefined
  return {
    code: 'proposal_changed',
    detail: 'What you were shown is not what would run. Look at it again.',
    fields: { proposal_digest: digest },
  }
}

const notSelf: Guard = (action, asker) =>
  isOwn(action, asker) && !action.proposal.terms.self_approval
    ? { code: 'self_approval', detail: `You proposed it: a tier ${action.proposal.tier} action takes other people.` }
    : undefined

const notTwice: Guard = ({ approvals }, { who }) => {
  const mine = approvals.find(({ actor }) => actor.id === who.id)
  return (
    mine && {
      code: 'already_approved',
      detail: `You approved it at ${mine.at}; the next approval is somebody else’s.`,
      fields: { at: mine.at },
    }
  )
}

/** Asked when a command is given, and not before: a sign-in that is too old keeps nobody from looking and beginning. */
const signedInLately: Guard = ({ proposal }, { signedIn, now }, given) => {
  if (given === null || signedIn === null || proposal.tier !== 3 || isFresh(signedIn, now)) return undefined
  const { at, maxAgeSeconds } = signedIn
  const wanted = `Approving a tier 3 action takes a sign-in that is not older than ${inWords(maxAgeSeconds)}`
  return {
    code: 'step_up_required',
    detail: at === null ? `${wanted}, and nothing says when yours was. Sign in again.` : `${wanted}. Sign in again.`,
    fields: { max_age: maxAgeSeconds, auth_time: at },
  }
}

const typed: Guard = ({ proposal }, _, given) => {
  const wanted = confirmationFor(proposal.target_ref)
  // Whatever a policy says of approvals, glass is never broken by a click.
  const asked = proposal.terms.typed || given?.name === 'break_glass'
  if (given === null || !asked || given.confirmation === wanted) return undefined
  return {
    code: 'confirmation_mismatch',
    detail: 'Type the first 8 characters of the target, or all of a shorter one, exactly as they are.',
    fields: { expected_length: Array.from(wanted).length },
  }
}

const hasReason = (reason: string | undefined): boolean => reason !== undefined && reason.trim() !== ''

const reasoned =
  (detail: string, when: (action: Action) => boolean): Guard =>
  (action, _, given) =>
    given === null || !when(action) || hasReason(given.note) ? undefined : { code: 'reason_required', detail }

const ofTier3: Guard = ({ proposal, progress }) =>
  proposal.tier === 3
    ? undefined
    : {
        code: 'invalid_transition',
        detail: 'Glass is broken for tier 3 alone: this takes one approval anyway.',
        fields: { status: progress.status },
      }

const unclaimedByOthers: Guard = (action, { who, now }) =>
  isClaimed(action, now) && action.claim?.by.id !== who.id ? claimed(action) : undefined

const unclaimed: Guard = (action, { now }) => (isClaimed(action, now) ? claimed(action) : undefined)

const claimed = ({ claim }: Action): Refusal => ({
  code: 'already_claimed',
  detail: `A runner has taken it, until ${claim?.expires_at}.`,
  fields: { status: 'approved', claimed_by: claim?.by.id, claim_expires_at: claim?.expires_at },
})

const outcomeKnown: Guard = (action, { now }) =>
  isOutcomeUnknown(action, now)
    ? {
        code: 'outcome_unknown',
        detail:
          'A runner took it and did not come back. Find out what became of it, and mark it executed or reject it.',
        fields: {
          status: 'approved',
          claimed_by: action.claim?.by.id,
          claim_expires_at: action.claim?.expires_at,
        },
      }
    : undefined

const reviewOpen: Guard = (action) => {
  if (isReviewOpen(action)) return undefined
  const detail = action.glass
    ? 'Its review is closed already.'
    : 'Nobody broke glass for it: there is nothing to review.'
  return { code: 'invalid_transition', detail, fields: { status: action.progress.status } }
}

const notTheBreaker: Guard = ({ glass }, { who }) =>
  glass?.by.id === who.id
    ? { code: 'self_approval', detail: 'You broke the glass: the review is a second person’s.' }
    : undefined

/**
 * The rules of each command, in the order in which a refusal is told: permission, time, status, what was seen, who, when
 * they signed in, and what was typed. `allowed` and `decide` both read this list.
 */
export const guards: Record<CommandName, readonly Guard[]> = {
  approve: [
    needs('actions.approve'),
    withinTtl,
    from('proposed'),
    sameProposal,
    notSelf,
    notTwice,
    signedInLately,
    typed,
    reasoned('Say why: the reason is part of the record.', ({ proposal }) => proposal.terms.typed),
  ],
  break_glass: [
    needs('actions.break_glass'),
    withinTtl,
    from('proposed'),
    ofTier3,
    sameProposal,
    signedInLately,
    typed,
    reasoned('Say why there is no time for a second person: it is reviewed afterwards.', () => true),
  ],
  reject: [needsUnlessOwn('actions.reject'), from('proposed', 'approved'), unclaimed],
  repoint: [needs('actions.propose'), needsUnlessOwn('actions.reject'), from('proposed', 'approved'), unclaimed],
  claim: [needs('actions.execute'), mayExecute, from('approved'), unclaimed, outcomeKnown],
  mark_executed: [needs('actions.execute'), mayExecute, from('approved'), unclaimedByOthers],
  close_review: [
    needs('actions.approve'),
    reviewOpen,
    notTheBreaker,
    reasoned('Say what the review found.', () => true),
  ],
  comment: [needs('actions.propose')],
}
