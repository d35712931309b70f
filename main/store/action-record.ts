import type { Insertable, Selectable } from 'kysely'
import { type Action, type Proposal, proposalDigest, type Terms, type Through } from '../../shared/domain/action.ts'
import type { ActionType, Mode, Tier } from '../../shared/domain/action-policy.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import type { Schema } from './schema.ts'

/** An action, the entry that changed it last, and the digest of what was proposed: made once, then, and kept with it. */
export type ActionRecord = { last_seq: number; digest: string; action: Action }
export type ActionRow = Omit<
  Selectable<Schema['action']>,
  'words' | 'reason_head' | 'status' | 'executed_at' | 'rejected_at' | 'review_open'
>

export const actionColumns = [
  'n',
  'id',
  'workspace',
  'type',
  'tier',
  'target_ref',
  'reason',
  'mode',
  'payload',
  'proposed_by',
  'proposed_by_digest',
  'proposed_through',
  'supersedes',
  'proposed_at',
  'expires_at',
  'terms',
  'proposal_digest',
  'state',
  'last_seq',
] as const satisfies readonly (keyof Schema['action'])[]

/** What is not part of the proposal, in the one order in which it is written and compared. */
export function stateText({ approvals, glass, claim, progress }: Action): string {
  return canonicalText({ approvals, glass, claim, progress })
}

export function recordOf(row: ActionRow): ActionRecord {
  const proposal: Proposal = {
    id: row.id,
    workspace: row.workspace,
    type: row.type as ActionType,
    tier: row.tier as Tier,
    target_ref: row.target_ref,
    reason: row.reason,
    mode: row.mode as Mode,
    payload: JSON.parse(row.payload) as Json,
    proposed_by: { id: row.proposed_by, digest: row.proposed_by_digest },
    proposed_through: row.proposed_through as Through,
    supersedes: row.supersedes,
    proposed_at: row.proposed_at,
    expires_at: row.expires_at,
    terms: JSON.parse(row.terms) as Terms,
  }
  const state = JSON.parse(row.state) as Omit<Action, 'proposal'>
  return { last_seq: row.last_seq, digest: row.proposal_digest, action: { proposal, ...state } }
}

export function rowOf(action: Action, last_seq: number): Insertable<Schema['action']> {
  const { proposed_by, payload, terms, ...facts } = action.proposal
  return {
    ...facts,
    payload: canonicalText(payload),
    proposed_by: proposed_by.id,
    proposed_by_digest: proposed_by.digest,
    terms: canonicalText(terms),
    proposal_digest: proposalDigest(action.proposal),
    words: wordsOf(action.proposal),
    state: stateText(action),
    status: action.progress.status,
    last_seq,
  }
}

/** A pasted id finds its action too. */
const wordsOf = ({ id, type, target_ref, reason, mode }: Proposal): string =>
  searchWords(target_ref, reason, type, mode, id).join(' ')
