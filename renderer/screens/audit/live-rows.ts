import type { Entry } from '../../api.ts'

/**
 * The rule for a live table that must not move under its reader. The first page pins the ledger at `head`; everything
 * older is read from that pinned view, so that offsets never shift. What arrives later stands above it: shown at once
 * to someone who is idle at the top, waiting behind "N new" for everyone else.
 */
export type LiveRows = {
  /** Undefined until the first page has answered. `total` counts the matches up to and including `head`. */
  base: { head: number; total: number } | undefined
  /** Newest first, above the base. */
  shown: readonly Entry[]
  /** Newest first, above `shown`. */
  waiting: readonly Entry[]
  /** More arrived than is kept here: showing them means reading the ledger anew. */
  overflowed: boolean
  /** All matches up to this sequence number have been accounted for. */
  seen: number
  reading: boolean
  /** Counts the times that the table must be read from its beginning. */
  generation: number
}

export type LiveEvent =
  | { kind: 'pinned'; generation: number; head: number; total: number }
  | { kind: 'arrived'; generation: number; entries: readonly Entry[]; through: number; more: boolean }
  | { kind: 'reading'; reading: boolean }
  | { kind: 'show' }
  | { kind: 'restart' }

/** How many live rows are kept before the table is read anew rather than grown. */
export const KEPT = 500

export const noRows: LiveRows = {
  base: undefined,
  shown: [],
  waiting: [],
  overflowed: false,
  seen: 0,
  reading: false,
  generation: 0,
}

export function liveRows(state: LiveRows, event: LiveEvent): LiveRows {
  switch (event.kind) {
    case 'pinned':
      if (event.generation !== state.generation || state.base !== undefined) return state
      return { ...state, base: { head: event.head, total: event.total }, seen: event.head }
    case 'arrived':
      return event.generation === state.generation ? settle(arrive(state, event)) : state
    case 'reading':
      return event.reading === state.reading ? state : settle({ ...state, reading: event.reading })
    case 'show':
      return show(state)
    case 'restart':
      return restart(state)
    default:
      return event satisfies never
  }
}

export const rowCount = ({ base, shown }: LiveRows): number => (base?.total ?? 0) + shown.length

/** Undefined when nothing waits. */
export function waitingLabel({ waiting, overflowed }: LiveRows): string | undefined {
  if (waiting.length === 0 && !overflowed) return undefined
  return overflowed ? `${Math.max(waiting.length, KEPT)}+ new` : `${waiting.length} new`
}

function arrive(state: LiveRows, event: Extract<LiveEvent, { kind: 'arrived' }>): LiveRows {
  if (state.base === undefined) return state
  const fresh = event.entries.filter((entry) => entry.seq > state.seen).toSorted((a, b) => b.seq - a.seq)
  const seen = Math.max(state.seen, event.through, fresh[0]?.seq ?? 0)
  if (fresh.length === 0 && !event.more && seen === state.seen) return state
  const waiting = [...fresh, ...state.waiting]
  return {
    ...state,
    seen,
    waiting: waiting.slice(0, KEPT),
    overflowed: state.overflowed || event.more || waiting.length > KEPT,
  }
}

const settle = (state: LiveRows): LiveRows => (state.reading ? state : show(state))

function show(state: LiveRows): LiveRows {
  if (state.overflowed || state.shown.length + state.waiting.length > KEPT) return restart(state)
  if (state.waiting.length === 0) return state
  return { ...state, shown: [...state.waiting, ...state.shown], waiting: [] }
}

const restart = (state: LiveRows): LiveRows => ({
  ...noRows,
  reading: state.reading,
  generation: state.generation + 1,
})
