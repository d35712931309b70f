import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  KEPT,
  type LiveEvent,
  type LiveRows,
  liveRows,
  noRows,
  rowCount,
  waitingLabel,
} from '../../../renderer/screens/audit/live-rows.ts'
import type { Entry } from '../../../shared/domain/entry.ts'

const entry = (seq: number): Entry => ({
  seq,
  id: `id-${seq}`,
  workspace: 'sample',
  at: '2026-04-29T14:33:00.000Z',
  action: 'key.created',
  subject: 'key:1',
  actor_id: 'a',
  actor_digest: 'd',
  data: {},
})
const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i))
const arrived = (state: LiveRows, entries: Entry[], more = false): LiveEvent => ({
  kind: 'arrived',
  generation: state.generation,
  entries,
  through: entries.at(-1)?.seq ?? state.seen,
  more,
})
const pinned = liveRows(noRows, { kind: 'pinned', generation: 0, head: 10, total: 4 })
const reading = liveRows(pinned, { kind: 'reading', reading: true })

describe('idle at the top', () => {
  test('new rows appear, newest first', () => {
    const state = liveRows(pinned, arrived(pinned, range(11, 13)))
    expect(seqs(state.shown)).toEqual([13, 12, 11])
    expect(rowCount(state)).toBe(7)
    expect(waitingLabel(state)).toBeUndefined()
  })
  test('a row that was seen already is not shown twice', () => {
    const once = liveRows(pinned, arrived(pinned, range(11, 12)))
    const twice = liveRows(once, arrived(once, range(9, 13)))
    expect(seqs(twice.shown)).toEqual([13, 12, 11])
  })
  test('an answer without matches still moves what has been accounted for', () => {
    const state = liveRows(pinned, { kind: 'arrived', generation: 0, entries: [], through: 40, more: false })
    expect(state.seen).toBe(40)
    expect(rowCount(state)).toBe(4)
  })
})

describe('reading', () => {
  test('new rows wait and nothing moves', () => {
    const state = liveRows(reading, arrived(reading, range(11, 13)))
    expect(rowCount(state)).toBe(4)
    expect(waitingLabel(state)).toBe('3 new')
  })
  test('they come when asked for', () => {
    const waiting = liveRows(reading, arrived(reading, range(11, 13)))
    const state = liveRows(waiting, { kind: 'show' })
    expect(seqs(state.shown)).toEqual([13, 12, 11])
    expect(waitingLabel(state)).toBeUndefined()
    expect(state.reading).toBe(true)
  })
  test('they come by themselves when the reading ends', () => {
    const waiting = liveRows(reading, arrived(reading, range(11, 13)))
    expect(seqs(liveRows(waiting, { kind: 'reading', reading: false }).shown)).toEqual([13, 12, 11])
  })
  test('too many to keep are counted honestly and read anew when asked for', () => {
    const flooded = liveRows(reading, arrived(reading, range(11, 10 + KEPT), true))
    expect(waitingLabel(flooded)).toBe(`${KEPT}+ new`)
    const state = liveRows(flooded, { kind: 'show' })
    expect(state).toEqual({ ...noRows, reading: true, generation: 1 })
  })
})

describe('a table that is read anew', () => {
  const anew = liveRows(pinned, { kind: 'restart' })
  test('forgets its rows and asks again', () => expect(anew).toEqual({ ...noRows, generation: 1 }))
  test('does not listen to answers to the old question', () => {
    expect(liveRows(anew, { kind: 'pinned', generation: 0, head: 10, total: 4 })).toBe(anew)
    expect(liveRows(anew, arrived(pinned, range(11, 12)))).toBe(anew)
    const again = liveRows(anew, { kind: 'pinned', generation: 1, head: 10, total: 10 })
    expect(liveRows(again, arrived(pinned, range(11, 12)))).toBe(again)
  })
  test('a second first page does not move the pin', () => {
    expect(liveRows(pinned, { kind: 'pinned', generation: 0, head: 99, total: 50 })).toBe(pinned)
  })
  test('rows that grow without end are read anew', () => {
    let state = pinned
    for (let from = 11; from < 11 + KEPT + 100; from += 100)
      state = liveRows(state, arrived(state, range(from, from + 99)))
    expect(state.generation).toBe(1)
  })
})

test('whatever happens in whatever order: no row is lost, doubled or out of order, and a reader is never moved', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('arrived' as const), back: fc.nat(5), ahead: fc.nat(5) }),
    fc.record({ kind: fc.constant('reading' as const), reading: fc.boolean() }),
    fc.record({ kind: fc.constant('show' as const) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let state = pinned
      let newest = 10
      for (const next of steps) {
        const before = state
        if (next.kind === 'arrived') {
          const from = Math.max(11, state.seen + 1 - next.back)
          newest = Math.max(newest, state.seen + next.ahead)
          state = liveRows(state, arrived(state, range(from, newest)))
          if (before.reading) expect(rowCount(state)).toBe(rowCount(before))
        } else state = liveRows(state, next)
        expect(seqs([...state.waiting, ...state.shown])).toEqual(seqs(range(11, newest)).reverse())
      }
    }),
  )
})
