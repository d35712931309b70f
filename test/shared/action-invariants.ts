import type { Action, Status } from '../../shared/domain/action.ts'
import { isSettled } from '../../shared/domain/action.ts'
import type { Asker, Command, Deed } from '../../shared/domain/action-commands.ts'
import type { Permission } from '../../shared/domain/permission.ts'

/** One thing that somebody, or Countersign by itself, tried, and what the row was before and after. */
export type Edge = {
  before: Action
  after: Action
  did: Command['name'] | Deed['name']
  refused: boolean
  by: string
  permissions: ReadonlySet<Permission>
  now: string
  /** When they signed in, for whom that is asked about. */
  signedIn: Asker['signedIn']
  /** Is the workspace held? */
  held: boolean
}

/** The arrows of the source's diagram. The last of them is drawn for one mode and one tier alone: below. */
const arrows: readonly `${Status} → ${Status}`[] = [
  'proposed → approved',
  'proposed → rejected',
  'approved → rejected',
  'approved → executed',
  'proposed → expired',
  'proposed → executed',
]

const moved = ({ before, after }: Edge) => before.progress.status !== after.progress.status
const is = ({ progress }: Action, ...statuses: Status[]) => statuses.includes(progress.status)
const becomes = (edge: Edge, status: Status) => moved(edge) && is(edge.after, status)
const same = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other)
const leased = ({ before, now }: Edge) => before.claim !== null && now < before.claim.expires_at

const seconds = (time: string) => Date.parse(time) / 1000

/** Those whose approval may count: on tier 3 everybody but the proposer, each once, in time. */
const others = ({ approvals, proposal }: Action) =>
  new Set(
    approvals
      .filter((vote) => vote.at < proposal.expires_at && vote.actor.id !== proposal.proposed_by.id)
      .map((vote) => vote.actor.id),
  )

/** What holds of every step, whoever takes it and whenever. */
export const invariants: Record<string, (edge: Edge) => boolean> = {
  'nothing leaves the diagram of the source': (edge) =>
    !moved(edge) || arrows.includes(`${edge.before.progress.status} → ${edge.after.progress.status}`),

  'a step that skips the approval is the run of an autonomous tier 1': (edge) =>
    !(is(edge.before, 'proposed') && is(edge.after, 'executed')) ||
    (edge.did === 'run' && edge.before.proposal.tier === 1 && edge.before.proposal.mode === 'autonomous'),

  'a refusal changes nothing, but that who comes too late finds it expired': (edge) =>
    !edge.refused ||
    edge.before === edge.after ||
    (becomes(edge, 'expired') && ['approve', 'break_glass'].includes(edge.did)),

  'it expires past its TTL, and never before': (edge) =>
    !becomes(edge, 'expired') || edge.now >= edge.before.proposal.expires_at,

  'nobody counts twice': ({ after: { approvals } }) =>
    new Set(approvals.map(({ actor }) => actor.id)).size === approvals.length,

  'no approval counts that came past the TTL': ({ after: { approvals, proposal } }) =>
    approvals.every((vote) => vote.at < proposal.expires_at),

  'nobody approves their own tier 3, but by breaking glass or where one is alone': ({ after }) =>
    after.proposal.tier !== 3 ||
    after.proposal.terms.single_operator ||
    after.approvals.every(({ actor }) => actor.id !== after.proposal.proposed_by.id || actor.id === after.glass?.by.id),

  'a tier 3 is approved and executed by two other people, or is marked': ({ after }) =>
    !is(after, 'approved', 'executed') ||
    after.proposal.tier !== 3 ||
    others(after).size >= 2 ||
    after.glass !== null ||
    (after.proposal.terms.single_operator && after.approvals.length >= 1),

  'a tier 2 or 3 is executed only when a person has approved, autonomous or not': ({ after }) =>
    !is(after, 'executed') || after.proposal.tier === 1 || after.approvals.length >= 1,

  'an approved row has been approved': ({ after }) => !is(after, 'approved') || after.approvals.length >= 1,

  'a dry run is never executed, and never claimed': ({ after }) =>
    after.proposal.mode !== 'dry_run' || (!is(after, 'executed') && after.claim === null),

  'a held workspace runs nothing': (edge) => edge.did !== 'run' || !edge.held || edge.before === edge.after,

  'what is settled stays as it is': (edge) => !isSettled(edge.before) || edge.before === edge.after,

  'no command but a comment is possible on what is settled': (edge) =>
    !isSettled(edge.before) || edge.refused || edge.did === 'comment',

  'a final status is final, whatever review is open': (edge) =>
    !is(edge.before, 'executed', 'rejected', 'expired') || same(edge.before.progress, edge.after.progress),

  'a proposal is never edited': ({ before, after }) => same(before.proposal, after.proposal),

  'an approval is never taken back, but for the glass that its giver breaks': (edge) =>
    same(edge.before.approvals, edge.after.approvals) ||
    edge.before.approvals.every(
      (vote) => edge.after.approvals.includes(vote) || vote.actor.id === edge.after.glass?.by.id,
    ),

  'it is claimed once: neither a lease nor its end makes room for another': ({ before, after }) =>
    before.claim === null || same(before.claim, after.claim),

  'while a runner has it nobody else executes it, and nobody rejects it': (edge) =>
    !(is(edge.before, 'approved') && leased(edge)) ||
    !moved(edge) ||
    (is(edge.after, 'executed') && edge.before.claim?.by.id === edge.by),

  'who signed in too long ago approves no tier 3, alone or with others': ({ did, refused, before, signedIn, now }) =>
    refused ||
    before.proposal.tier !== 3 ||
    (did !== 'approve' && did !== 'break_glass') ||
    signedIn === null ||
    (signedIn.at !== null && seconds(now) - seconds(signedIn.at) <= signedIn.maxAgeSeconds),

  'what was broken stays marked for ever': ({ before, after }) =>
    before.glass === null ||
    (after.glass !== null && same({ ...before.glass, review: null }, { ...after.glass, review: null })),

  'glass is broken on a proposed tier 3 alone, in time': (edge) =>
    edge.before.glass !== null ||
    edge.after.glass === null ||
    (is(edge.before, 'proposed') && edge.before.proposal.tier === 3 && edge.now < edge.before.proposal.expires_at),

  'its review is closed once, by somebody else': ({ before, after }) =>
    before.glass?.review
      ? same(before.glass, after.glass)
      : !after.glass?.review || (before.glass !== null && after.glass.review.by.id !== after.glass.by.id),

  'who acts may': (edge) => {
    const { did, refused, permissions, before, by } = edge
    const own = before.proposal.proposed_by.id === by
    if (refused || did === 'run' || did === 'expire') return true
    if (did === 'reject') return own || permissions.has('actions.reject')
    if (did === 'repoint') return permissions.has('actions.propose') && (own || permissions.has('actions.reject'))
    if (did === 'approve' || did === 'close_review') return permissions.has('actions.approve')
    if (did === 'break_glass') return permissions.has('actions.break_glass')
    return permissions.has(did === 'comment' ? 'actions.propose' : 'actions.execute')
  },
}

/** The names of those that do not hold of this step. */
export const broken = (edge: Edge): string[] =>
  Object.entries(invariants).flatMap(([name, holds]) => (holds(edge) ? [] : [name]))
