import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Bad } from './replay.ts'

/** A row as it is there, in the order of its table: `text` is what it says, or nothing where its columns disagree. */
export type RowEvidence = {
  kind: string
  id: string
  /** 0 where it belongs to a row that is not there: that one says more. */
  last_seq: number
  text: string | undefined
  /** Where it says itself that it stands in its table: by the entry that made it, and its place among those of that. */
  order?: Place | undefined
}
type Place = { first: number; place: number }

/** What a row has to be: made by an entry, as the so-manieth of it, changed last by another, and saying this. */
export type Expected = Place & { last_seq: number; text: string }

/** Every row of a kind that nothing can happen to any more, up to an entry: too many to carry over one by one. */
const Segment = z.object({ kind: z.string(), to: z.number(), count: z.number(), sha256: z.string() })
export const Segments = z.array(Segment)
export type Segment = z.infer<typeof Segment>

type Settled = Omit<Expected, 'text'> & { hash: string }
const hashOf = (last_seq: number, text: string): string =>
  createHash('sha256').update(`${last_seq} ${text}`).digest('base64')

export type RowBook = ReturnType<typeof openRowBook>

/** Rows that are over, by kind: hashes of those since the last prune, and one hash for all those before. */
export function openRowBook() {
  const settled = new Map<string, Map<string, Settled>>()
  let segments: Segment[] = []
  const of = (kind: string) => {
    const known = settled.get(kind) ?? new Map<string, Settled>()
    settled.set(kind, known)
    return known
  }

  return {
    resume(carried: Segment[]) {
      segments = carried
    },
    /** Nothing can happen to it any more. */
    settle(kind: string, id: string, { first, place, last_seq, text }: Expected) {
      of(kind).set(id, { first, place, last_seq, hash: hashOf(last_seq, text) })
    },
    isSettled: (kind: string, id: string): boolean => of(kind).has(id),
    segments: (to: number): Segment[] => [
      ...segments,
      ...[...settled]
        .filter(([, rows]) => rows.size > 0)
        .map(([kind, rows]) => ({ kind, to, ...sumOf(rows.values()) })),
    ],
    compare: (rows: AsyncIterable<RowEvidence>, live: ReadonlyMap<string, ReadonlyMap<string, Expected>>) =>
      compareRows(rows, live, settled, segments),
  }
}

/** In the order in which they were made, which is that of their table. */
function sumOf(rows: Iterable<Settled>): { count: number; sha256: string } {
  const sum = adder()
  for (const { hash } of [...rows].sort((a, b) => a.first - b.first || a.place - b.place)) sum.add(hash)
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
  rows: AsyncIterable<RowEvidence>,
  live: ReadonlyMap<string, ReadonlyMap<string, Expected>>,
  settled: ReadonlyMap<string, ReadonlyMap<string, Settled>>,
  segments: readonly Segment[],
): Promise<Bad | undefined> {
  const sums = segments.map(({ kind, to }) => ({ kind, to, ...adder() }))
  const seen = new Set<string>()
  const last = new Map<string, Place>()
  let stray: Bad | undefined
  for await (const { kind, id, last_seq, text, order } of rows) {
    const alive = live.get(kind)?.get(id)
    const known = alive ?? settled.get(kind)?.get(id)
    if (last_seq === 0) {
      stray ??= { seq: 1, why: `${kind} ${id} belongs to nothing that is there` }
      continue
    }
    if (text === undefined)
      return { seq: known?.last_seq ?? last_seq, why: `${kind} ${id} is not as it was written: it was changed` }
    const where = order ?? known
    if (where && isBefore(where, last.get(kind)))
      return { seq: known?.last_seq ?? last_seq, why: `${kind} ${id} is not where the ledger has put it` }
    if (where) last.set(kind, where)
    const hash = hashOf(last_seq, text)
    if (known === undefined) {
      const sum = sums.find((each) => each.kind === kind && last_seq <= each.to)
      if (sum === undefined) return { seq: last_seq, why: `${kind} ${id} was never made by an entry` }
      sum.add(hash)
      continue
    }
    const expected = alive ? hashOf(alive.last_seq, alive.text) : settled.get(kind)?.get(id)?.hash
    if (hash !== expected)
      return { seq: known.last_seq, why: `${kind} ${id} is not as the ledger says: it was changed` }
    seen.add(`${kind} ${id}`)
  }
  for (const [index, { kind, to, count, sha256 }] of segments.entries()) {
    const total = sums[index]?.total()
    if (total?.count !== count || total.sha256 !== sha256)
      return { seq: to, why: `a ${kind} that was over by entry ${to} was changed, added or removed` }
  }
  for (const all of [live, settled])
    for (const [kind, ofKind] of all)
      for (const [id, { last_seq }] of ofKind)
        if (!seen.has(`${kind} ${id}`)) return { seq: last_seq, why: `${kind} ${id} was removed without an entry` }
  return stray
}

const isBefore = (one: Place, other: Place | undefined): boolean =>
  other !== undefined && (one.first < other.first || (one.first === other.first && one.place < other.place))
