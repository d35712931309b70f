import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Action, isSettled, propose } from '../../../shared/domain/action.ts'
import { idOf, readEvent, readProposal } from '../../../shared/domain/action-entries.ts'
import { evolve } from '../../../shared/domain/action-evolve.ts'
import { impossible } from '../../../shared/domain/action-history.ts'
import { canonicalText, type Entry, type Json } from '../../../shared/domain/entry.ts'
import type { Bad, Replay } from './replay.ts'

/** A row as it is there: `text` is the action it holds, or nothing where its columns do not agree with each other. */
export type ActionEvidence = { id: string; last_seq: number; text: string | undefined }

/** Every action that nothing can happen to any more, up to an entry: too many to carry over one by one. */
const Segment = z.object({ to: z.number(), count: z.number(), sha256: z.string() })
type Segment = z.infer<typeof Segment>
type Live = { last_seq: number; action: Action }
type Settled = { last_seq: number; hash: string }
const State = z.object({
  segments: z.array(Segment),
  live: z.record(
    z.string(),
    z.custom<Live>((value) => typeof value === 'object' && value !== null),
  ),
})

export const actionText = (action: Action): string => canonicalText(action as unknown as Json)
const hashOf = (last_seq: number, text: string): string =>
  createHash('sha256').update(`${last_seq} ${text}`).digest('base64')

/** Every action is what its entries made of it, and no entry says what the rules do not allow. */
export function replayActions(rows: () => AsyncIterable<ActionEvidence>): Replay {
  const live = new Map<string, Live>()
  /** In the order in which they were settled, which is that of their last entries. */
  const settled = new Map<string, Settled>()
  let segments: Segment[] = []
  let applied = 0
  let fault: Bad | undefined

  const keep = (id: string, last_seq: number, action: Action) => {
    if (isSettled(action)) {
      live.delete(id)
      settled.set(id, { last_seq, hash: hashOf(last_seq, actionText(action)) })
    } else live.set(id, { last_seq, action })
  }

  function applyEvent(entry: Entry): string | undefined {
    const id = idOf(entry.subject)
    const known = live.get(id)
    const event = readEvent(entry)
    if (event === undefined) return 'the entry does not say what happened to the action'
    if (event.kind === 'commented') return undefined
    if (known === undefined) return 'something happened to an action that was over, or was never proposed'
    const why = impossible(known.action, event)
    if (why === undefined) keep(id, entry.seq, evolve(known.action, event))
    return why
  }

  function applyProposal(entry: Entry): string | undefined {
    const proposal = readProposal(entry)
    if (proposal === undefined) return 'the proposal is not the one whose digest the entry carries'
    if (live.has(proposal.id) || settled.has(proposal.id)) return 'an action was proposed twice'
    keep(proposal.id, entry.seq, propose(proposal))
    return undefined
  }

  return {
    name: 'actions',
    resume(carried) {
      // What was pruned before there were actions carries none.
      const state = State.parse(carried ?? { segments: [], live: {} })
      segments = state.segments
      applied = segments.at(-1)?.to ?? 0
      for (const [id, each] of Object.entries(state.live)) live.set(id, each)
    },
    apply(entry) {
      applied = entry.seq
      if (!/^action\.(proposal|review|comment)\./.test(entry.action)) return
      const why = entry.action === 'action.proposal.created' ? applyProposal(entry) : applyEvent(entry)
      if (why !== undefined) fault ??= { seq: entry.seq, why }
    },
    state() {
      const sum = sumOf(settled.values())
      return { segments: [...segments, { to: applied, ...sum }], live: Object.fromEntries(live) as unknown as Json }
    },
    async compare() {
      return fault ?? (await compareRows(rows(), live, settled, segments))
    },
  }
}

const sumOf = (all: Iterable<Settled>) => {
  const sum = adder()
  for (const { hash } of all) sum.add(hash)
  return sum.total()
}

function adder() {
  const hash = createHash('sha256')
  let count = 0
  return {
    add(each: string) {
      hash.update(`${each}\n`)
      count += 1
    },
    total: () => ({ count, sha256: hash.copy().digest('base64') }),
  }
}

async function compareRows(
  rows: AsyncIterable<ActionEvidence>,
  live: ReadonlyMap<string, Live>,
  settled: ReadonlyMap<string, Settled>,
  segments: readonly Segment[],
): Promise<Bad | undefined> {
  const sums = segments.map(({ to }) => ({ to, ...adder() }))
  const seen = new Set<string>()
  for await (const { id, last_seq, text } of rows) {
    const alive = live.get(id)
    const over = settled.get(id)
    const seq = alive?.last_seq ?? over?.last_seq ?? last_seq
    if (text === undefined) return { seq, why: `action ${id} is not as it was written: it was changed` }
    const hash = hashOf(last_seq, text)
    const expected = alive ? hashOf(alive.last_seq, actionText(alive.action)) : over?.hash
    if (expected === undefined) {
      const sum = sums.find(({ to }) => last_seq <= to)
      if (sum === undefined) return { seq: last_seq, why: `action ${id} was never proposed by an entry` }
      sum.add(hash)
      continue
    }
    if (hash !== expected) return { seq, why: `action ${id} is not as the ledger says: it was changed` }
    seen.add(id)
  }
  for (const [index, { to, count, sha256 }] of segments.entries()) {
    const total = sums[index]?.total()
    if (total?.count !== count || total.sha256 !== sha256)
      return { seq: to, why: `an action that was over by entry ${to} was changed, added or removed` }
  }
  for (const [id, { last_seq }] of [...live, ...settled])
    if (!seen.has(id)) return { seq: last_seq, why: `action ${id} was removed without an entry` }
  return undefined
}
