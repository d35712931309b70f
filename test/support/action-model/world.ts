import { type Action, proposalDigest } from '../../../shared/domain/action.ts'
import type { Event } from '../../../shared/domain/action-commands.ts'
import { writeEvent } from '../../../shared/domain/action-entries.ts'
import { evolve } from '../../../shared/domain/action-evolve.ts'
import type { Reply } from './setting.ts'

type Kept = { request: string; reply: Reply; at: number }
/** An action as it should be, and the names of the entries that it should have, in order. */
export type Modelled = { action: Action; entries: readonly string[] }

/** What one story has led to so far. Never changed in place: of several orders, each is tried on a world of its own. */
export type World = {
  /** The one that the commands are about. */
  main: string | undefined
  rows: ReadonlyMap<string, Modelled>
  /** By client and key. */
  kept: ReadonlyMap<string, Kept>
}

export const emptyWorld: World = { main: undefined, rows: new Map(), kept: new Map() }

export const withRow = (world: World, row: Modelled): World => ({
  ...world,
  main: world.main ?? row.action.proposal.id,
  rows: new Map(world.rows).set(row.action.proposal.id, row),
})

export const after = ({ action, entries }: Modelled, event: Event): Modelled => ({
  action: evolve(action, event),
  entries: [...entries, writeEvent(event).action],
})

const keptForMs = 24 * 60 * 60_000

export const keptFor = ({ kept }: World, key: string | undefined, now: number): Kept | undefined => {
  const found = key === undefined ? undefined : kept.get(key)
  return found && now - found.at < keptForMs ? found : undefined
}

export const keeping = (world: World, key: string | undefined, kept: Kept): World =>
  key === undefined ? world : { ...world, kept: new Map(world.kept).set(key, kept) }

type Id = { id: string } | null
type Seen = Record<string, unknown> & {
  approvals: { actor: { id: string }; at: string; note: string | null; proposal_digest: string | null }[]
  break_glass: {
    by: { id: string }
    at: string
    note: string
    review: { by: { id: string }; at: string; note: string } | null
  } | null
}

const idOf = (who: unknown): string | null => (who as Id)?.id ?? null

/** A row as the API shows it, without what the model does not know: names, and places in the ledger. */
export function shownOf(row: Seen): unknown {
  const { last_seq: _, commands: _c, history: _h, comments: _m, actors: _a, incidents: _i, ...rest } = row
  const { approvals, break_glass: glass } = row
  return {
    ...rest,
    proposed_by: idOf(row.proposed_by),
    rejected_by: idOf(row.rejected_by),
    executed_by: idOf(row.executed_by),
    claimed_by: idOf(row.claimed_by),
    approvals: approvals.map(({ actor, ...vote }) => ({ ...vote, actor: actor.id })),
    break_glass: glass && {
      ...glass,
      by: glass.by.id,
      review: glass.review && { ...glass.review, by: glass.review.by.id },
    },
  }
}

/** The same of an action of the model. */
export function expectedOf({ proposal, approvals, glass, claim, progress }: Action, now: number): unknown {
  const { workspace: _w, terms, ...facts } = proposal
  const lapsed = claim !== null && progress.status === 'approved' && now >= Date.parse(claim.expires_at)
  const executed = progress.status === 'executed' ? progress : undefined
  const rejected = progress.status === 'rejected' ? progress : undefined
  return {
    ...facts,
    proposed_by: proposal.proposed_by.id,
    status: progress.status,
    proposal_digest: proposalDigest(proposal),
    approvals_required: terms.approvals_required,
    single_operator: terms.single_operator,
    approvals: approvals.map(({ actor, at, note, saw }) => ({ actor: actor.id, at, note, proposal_digest: saw })),
    approver_note: approvals.findLast((vote) => vote.note !== null)?.note ?? null,
    rejection_note: rejected?.note ?? null,
    superseded_by: rejected?.superseded_by ?? null,
    approved_at: 'approved_at' in progress ? progress.approved_at : null,
    rejected_at: rejected?.rejected_at ?? null,
    rejected_by: rejected?.rejected_by.id ?? null,
    executed_at: executed?.executed_at ?? null,
    executed_by: executed?.executed_by.id ?? null,
    outcome: executed?.outcome ?? null,
    expired_at: progress.status === 'expired' ? progress.expired_at : null,
    claimed_by: claim?.by.id ?? null,
    claimed_at: claim?.at ?? null,
    claim_expires_at: claim?.expires_at ?? null,
    outcome_unknown: lapsed,
    break_glass: glass && {
      by: glass.by.id,
      at: glass.at,
      note: glass.note,
      review: glass.review && { ...glass.review, by: glass.review.by.id },
    },
  }
}
