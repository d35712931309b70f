import { z } from 'zod'
import type { Proposal } from './action.ts'
import { proposalDigest, throughs } from './action.ts'
import type { Event } from './action-commands.ts'
import { actionTypes, modes, type Tier, tierOf } from './action-policy.ts'
import type { Entry, Json } from './entry.ts'

/** How what happens to an action is written into the ledger, and read from it again. */
type Written = { action: string; data: Json }

export const subjectOf = (id: string): string => `action:${id}`
export const idOf = (subject: string): string => subject.slice('action:'.length)

/** Who proposed it and when are the entry's own. */
export function writeProposal(proposal: Proposal): Written {
  const { type, tier, target_ref, reason, mode, payload, proposed_through, supersedes, expires_at, terms } = proposal
  const facts = { type, tier, target_ref, reason, mode, payload, proposed_through, supersedes, expires_at, terms }
  return { action: 'action.proposal.created', data: { ...facts, proposal_digest: proposalDigest(proposal) } }
}

const nameOf = {
  approved: 'action.proposal.approved',
  glass_broken: 'action.proposal.glass_broken',
  rejected: 'action.proposal.rejected',
  claimed: 'action.proposal.claimed',
  executed: 'action.proposal.executed',
  expired: 'action.proposal.expired',
  review_closed: 'action.review.closed',
  commented: 'action.comment.added',
} as const satisfies Record<Event['kind'], string>

export const writeEvent = (event: Event): Written => ({ action: nameOf[event.kind], data: dataOf(event) })

function dataOf(event: Event): Json {
  switch (event.kind) {
    case 'approved':
      return { note: event.vote.note, saw: event.vote.saw, complete: event.complete }
    case 'glass_broken':
      return { note: event.glass.note, saw: event.vote.saw }
    case 'rejected':
      return { note: event.note, superseded_by: event.superseded_by }
    case 'claimed':
      return { expires_at: event.expires_at }
    case 'executed':
      return { outcome: event.outcome }
    case 'expired':
      return {}
    case 'review_closed':
      return { note: event.note }
    case 'commented':
      return { body: event.body }
    default:
      return event satisfies never
  }
}

const Created = z.object({
  type: z.enum(actionTypes),
  tier: z.number().transform((tier) => tier as Tier),
  target_ref: z.string(),
  reason: z.string(),
  mode: z.enum(modes),
  payload: z.custom<Json>((value) => value !== undefined),
  proposed_through: z.enum(throughs),
  supersedes: z.string().nullable(),
  expires_at: z.string(),
  terms: z.object({
    approvals_required: z.number(),
    self_approval: z.boolean(),
    typed: z.boolean(),
    single_operator: z.boolean(),
  }),
  proposal_digest: z.string(),
})

/** Nothing, where an entry is not of the form that this program writes. */
export function readProposal({ workspace, subject, at, actor_id, actor_digest, data }: Entry): Proposal | undefined {
  const created = Created.safeParse(data).data
  // The tier follows from the type; an entry that says otherwise was not written by these rules.
  if (created === undefined || created.tier !== tierOf[created.type]) return undefined
  const { proposal_digest, ...facts } = created
  const proposed_by = { id: actor_id, digest: actor_digest }
  const proposal = { ...facts, id: idOf(subject), workspace, proposed_by, proposed_at: at }
  return proposalDigest(proposal) === proposal_digest ? proposal : undefined
}

const note = z.string().nullable()
const Approved = z.object({ note, saw: note, complete: z.boolean() })
const Broken = z.object({ note: z.string(), saw: note })
const Rejected = z.object({ note, superseded_by: note })
const Claimed = z.object({ expires_at: z.string() })
const Executed = z.object({ outcome: z.custom<Json>((value) => value !== undefined) })
const Reviewed = z.object({ note: z.string() })
const Commented = z.object({ body: z.string() })

export function readEvent({ action, at, actor_id, actor_digest, data }: Entry): Event | undefined {
  const by = { id: actor_id, digest: actor_digest }
  const kind = kinds.get(action)
  switch (kind) {
    case 'approved': {
      const read = Approved.safeParse(data).data
      return read && { kind, vote: { actor: by, at, note: read.note, saw: read.saw }, complete: read.complete }
    }
    case 'glass_broken': {
      const read = Broken.safeParse(data).data
      const { note = '', saw = null } = read ?? {}
      return read && { kind, vote: { actor: by, at, note, saw }, glass: { by, at, note, review: null } }
    }
    case 'rejected': {
      const read = Rejected.safeParse(data).data
      return read && { kind, by, at, ...read }
    }
    case 'claimed': {
      const read = Claimed.safeParse(data).data
      return read && { kind, by, at, expires_at: read.expires_at }
    }
    case 'executed': {
      const read = Executed.safeParse(data).data
      return read && { kind, by, at, outcome: read.outcome }
    }
    case 'expired':
      return { kind, at }
    case 'review_closed': {
      const read = Reviewed.safeParse(data).data
      return read && { kind, by, at, note: read.note }
    }
    case 'commented': {
      const read = Commented.safeParse(data).data
      return read && { kind, by, at, body: read.body }
    }
    case undefined:
      return undefined
    default:
      return kind satisfies never
  }
}

const kinds = new Map(Object.entries(nameOf).map(([kind, name]) => [name as string, kind as Event['kind']]))
