import { z } from 'zod'
import { type Action, isReviewOpen, isSettled, type Proposal, propose, statuses } from '../action.ts'
import { idOf, readEvent, readProposal, subjectOf } from '../action-entries.ts'
import { evolve } from '../action-evolve.ts'
import { impossible } from '../action-history.ts'
import { actionTypes, modes } from '../action-policy.ts'
import type { Entry, Json } from '../entry.ts'
import { searchWords } from '../search-words.ts'
import { actionColumns, actionRow } from './action-row.ts'
import { afterEntry, asFilter, countOf, mustRead, oneText, readFilterBy, severalOf, yesOrNo } from './filter.ts'
import type { EvidenceFilter, EvidenceKind, EvidenceRow } from './kind.ts'
import { rowPacker } from './packed-rows.ts'

const since = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString())

/**
 * The filter of the queue (`shared/contract/actions.ts`). Not its `until` and `since`: they are numbers of rows, which no
 * entry knows; `after` is one of an entry. And who "me" is depends on who asks, so that it is the person's id here.
 */
const Filter = z.strictObject({
  status: severalOf(z.enum(statuses)).optional(),
  tier: severalOf(z.enum(['1', '2', '3'])).optional(),
  type: severalOf(z.enum(actionTypes)).optional(),
  mode: severalOf(z.enum(modes)).optional(),
  q: oneText.optional(),
  pending: yesOrNo.optional(),
  needs: oneText.optional(),
  review_open: yesOrNo.optional(),
  executed_since: since.optional(),
  rejected_since: since.optional(),
  after: afterEntry.optional(),
})
const read = (filter: EvidenceFilter) => readFilterBy(Filter, filter)

export const actionsKind: EvidenceKind = {
  name: 'actions',
  title: 'Actions on the fleet',
  main: 'actions',
  about: subjectOf(''),
  files: [{ name: 'actions', key: 'id', csv: true, columns: actionColumns }],
  readFilter: (filter) => asFilter(read(filter)),
  derive(filter, as_of) {
    const wanted = mustRead(read(filter))
    const { after = 0 } = wanted
    const isWanted = wantedBy(wanted, as_of)
    const actions = new Map<string, Known>()
    const { pack, unpack } = rowPacker()

    function keep(id: string, action: Action, digest: string, last_seq: number) {
      if (!isSettled(action)) actions.set(id, { action, digest, last_seq })
      else actions.set(id, isWanted(action) ? pack(actionRow(action, digest, last_seq, as_of)) : null)
    }
    function applyProposal(entry: Entry): string | undefined {
      const proposal = readProposal(entry)
      if (proposal === undefined) return 'the proposal is not the one whose digest the entry carries'
      if (actions.has(proposal.id)) return `action ${proposal.id} was proposed twice`
      keep(proposal.id, propose(proposal), digestIn(entry.data), entry.seq)
      return undefined
    }
    function applyEvent(entry: Entry): string | undefined {
      const id = idOf(entry.subject)
      const known = actions.get(id)
      const event = readEvent(entry)
      if (event === undefined) return 'the entry does not say what happened to the action'
      if (known === undefined) return after > 0 ? undefined : 'something happened to an action that was never proposed'
      if (event.kind === 'commented') return undefined
      if (known === null || typeof known === 'string') return 'something happened to an action that was over'
      const why = impossible(known.action, event)
      if (why === undefined) keep(id, evolve(known.action, event), known.digest, entry.seq)
      return why
    }
    function* found(): Generator<[id: string, known: Exclude<Known, null>]> {
      for (const [id, known] of actions)
        if (known !== null && (typeof known === 'string' || isWanted(known.action))) yield [id, known]
    }
    function* rows(): Generator<EvidenceRow> {
      for (const [, known] of found())
        yield typeof known === 'string' ? unpack(known) : actionRow(known.action, known.digest, known.last_seq, as_of)
    }
    return {
      apply(entry) {
        if (!entry.subject.startsWith(subjectOf(''))) return 'it is not about an action'
        if (entry.seq <= after) return 'it is before what was asked for'
        if (!/^action\.(proposal|review|comment)\./.test(entry.action)) return undefined
        return entry.action === 'action.proposal.created' ? applyProposal(entry) : applyEvent(entry)
      },
      rows: () => new Map([['actions', { [Symbol.iterator]: rows }]]),
      count: () => countOf(found()),
      kept: () => actions.size,
      subjects() {
        const subjects = new Set<string>()
        for (const [id] of found()) subjects.add(subjectOf(id))
        return subjects
      },
    }
  },
}

/** Of what is over there is nothing but its row, as text, or null where it is not wanted: most of a long ledger is over. */
type Known = { action: Action; digest: string; last_seq: number } | string | null

/** It was compared with the proposal when that was read. */
const digestIn = (data: Json): string =>
  typeof data === 'object' && data !== null && 'proposal_digest' in data ? String(data.proposal_digest) : ''

function wantedBy(filter: z.output<typeof Filter>, as_of: string): (action: Action) => boolean {
  const { status, tier, type, mode, pending, needs, review_open, executed_since, rejected_since, q = '' } = filter
  const words = searchWords(q)
  const asksForNothing = words.length === 0 && q.trim() !== ''
  const among = (values: readonly string[] | undefined, value: string) => values === undefined || values.includes(value)
  return (action) => {
    const { proposal, progress } = action
    return (
      !asksForNothing &&
      among(status, progress.status) &&
      among(tier, String(proposal.tier)) &&
      among(type, proposal.type) &&
      among(mode, proposal.mode) &&
      ((!pending && needs === undefined) || isPending(action, as_of)) &&
      (needs === undefined || mayApprove(action, needs)) &&
      (!review_open || isReviewOpen(action)) &&
      (executed_since === undefined || (progress.status === 'executed' && progress.executed_at >= executed_since)) &&
      (rejected_since === undefined || (progress.status === 'rejected' && progress.rejected_at >= rejected_since)) &&
      (words.length === 0 || hasWords(proposal, words))
    )
  }
}

/** Waiting for approval, within its time, and meant to run. */
const isPending = ({ proposal, progress }: Action, as_of: string): boolean =>
  progress.status === 'proposed' && proposal.expires_at > as_of && proposal.mode !== 'dry_run'

const mayApprove = ({ proposal, approvals }: Action, id: string): boolean =>
  (proposal.terms.self_approval || proposal.proposed_by.id !== id) && approvals.every(({ actor }) => actor.id !== id)

/** The same words as the queue finds it by. */
function hasWords({ id, target_ref, reason, type, mode }: Proposal, words: readonly string[]): boolean {
  const own = searchWords(target_ref, reason, type, mode, id)
  return words.every((word) => own.some((each) => each.startsWith(word)))
}
