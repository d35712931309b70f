import { z } from 'zod'
import { canonicalText, type Json } from '../../../shared/domain/entry.ts'
import { impossibleForPause, type Pause } from '../../../shared/domain/pause.ts'
import { pauseActions, readPauseEvent } from '../../../shared/domain/pause-entries.ts'
import type { Bad, Replay } from './replay.ts'
import { type Expected, openRowBook, type RowEvidence, Segments } from './row-book.ts'

export const pauseKind = 'pause'

/** What a row says, as one text: the same for one that is there and for one that entries have made. It is JSON by its making. */
export const pauseText = (pause: Pause): string => canonicalText(pause as unknown as Json)

/** The pause that an agent is under, or was last under: where it ended by itself, no entry says so. */
type Known = { first: number; last_seq: number; pause: Pause }
const AllKnown = z.array(z.custom<Known>((value) => typeof value === 'object' && value !== null))
const State = z.object({
  segments: Segments,
  live: AllKnown,
  /** Those that a prune found live and that ended by themselves later: their rows look as if that prune had summed them. */
  ended: AllKnown,
})

/** Every pause is as its entries have set and ended it, and of one agent there was never more than one at a time. */
export function replayPauses(rows: () => AsyncIterable<RowEvidence>): Replay {
  const book = openRowBook()
  const byAgent = new Map<string, Known>()
  const ended = new Map<string, Known>()
  const carriedOver = new Set<string>()
  /** Of those that are in neither a segment nor the book. */
  const ids = new Set<string>()
  let applied = 0
  let fault: Bad | undefined

  const expected = ({ first, last_seq, pause }: Known): Expected => ({
    first,
    place: 0,
    last_seq,
    text: pauseText(pause),
  })
  const settle = (known: Known) => {
    ids.delete(known.pause.id)
    book.settle(pauseKind, known.pause.id, expected(known))
  }
  const isThere = (id: string) => ids.has(id) || book.isSettled(pauseKind, id)

  return {
    name: 'pauses',
    resume(carried) {
      // What was pruned before there were pauses carries none.
      const state = carried === undefined ? undefined : State.parse(carried)
      book.resume(state?.segments ?? [])
      for (const known of state?.live ?? []) {
        byAgent.set(known.pause.agent, known)
        carriedOver.add(known.pause.id)
        ids.add(known.pause.id)
      }
      for (const known of state?.ended ?? []) {
        ended.set(known.pause.id, known)
        ids.add(known.pause.id)
      }
    },
    apply(entry) {
      applied = entry.seq
      if (entry.action !== pauseActions.set && entry.action !== pauseActions.ended) return
      const event = readPauseEvent(entry)
      const agent = event?.kind === 'set' ? event.pause.agent : event?.agent
      const before = agent === undefined ? undefined : byAgent.get(agent)
      const why = event
        ? impossibleForPause(before?.pause, event)
        : 'the entry does not say which agent is to stand still'
      if (why !== undefined || event === undefined) {
        fault ??= { seq: entry.seq, why: why ?? '' }
        return
      }
      if (event.kind === 'set') {
        if (isThere(event.pause.id)) fault ??= { seq: entry.seq, why: 'a pause was set twice' }
        // It ended by itself before this one began. No entry changed its row, so that a prune before it would claim it.
        if (before && carriedOver.has(before.pause.id)) ended.set(before.pause.id, before)
        else if (before) settle(before)
        ids.add(event.pause.id)
        byAgent.set(event.pause.agent, {
          first: entry.seq,
          last_seq: entry.seq,
          pause: { ...event.pause, resumed: null },
        })
        return
      }
      if (before === undefined) return
      byAgent.delete(event.agent)
      const resumed = { at: event.at, by: event.by }
      settle({ ...before, last_seq: entry.seq, pause: { ...before.pause, resumed } })
    },
    state: () => ({
      segments: book.segments(applied),
      live: [...byAgent.values()] as unknown as Json,
      ended: [...ended.values()] as unknown as Json,
    }),
    async compare() {
      if (fault) return fault
      const live = new Map([...byAgent.values(), ...ended.values()].map((known) => [known.pause.id, expected(known)]))
      return book.compare(rows(), new Map([[pauseKind, live]]))
    },
  }
}
