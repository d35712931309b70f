import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countWaiting, placeRows, samePlaces } from '../../../renderer/screens/incidents/steady.ts'

const rows = (open: string, resolved = '') => ({
  open: [...open].map((id) => ({ id })),
  resolved: [...resolved].map((id) => ({ id })),
})
const places = (open: string, resolved = '') => ({ open: [...open], resolved: [...resolved] })
const own = (ids: string) => new Set(ids)

/** Ids are letters: later ones were made later. Each list comes newest first. */
describe('where rows stand', () => {
  test.each([
    ['as they come, to who does not read', places('ba'), rows('cb', 'a'), false, '', places('cb', 'a'), 0],
    ['what was opened meanwhile waits', places('ba'), rows('dcba'), true, '', places('ba'), 2],
    ['one’s own does not wait, and stands first', places('ba'), rows('dcba'), true, 'd', places('dba'), 1],
    ['one that was resolved stays where it was', places('cba'), rows('ca', 'b'), true, '', places('cba'), 0],
    ['and goes to its part when nobody reads', places('cba'), rows('ca', 'b'), false, '', places('ca', 'b'), 0],
    [
      'older ones that were asked for come last',
      places('fe', 'd'),
      rows('fe', 'dcb'),
      true,
      '',
      places('fe', 'dcb'),
      0,
    ],
    ['what no longer matches goes', places('cba'), rows('ca'), true, '', places('ca'), 0],
    ['nothing was there before', places(''), rows('b'), true, '', places(''), 1],
  ] as const)('%s', (_, before, now, reading, mine, expected, waiting) => {
    const after = placeRows(before, now, reading, own(mine))
    expect(after).toEqual(expected)
    expect(countWaiting(after, now)).toBe(waiting)
  })

  test('the first time, everything has its place', () => {
    expect(placeRows(undefined, rows('b', 'a'), true)).toEqual(places('b', 'a'))
  })

  test('whatever happens while somebody reads, no row that stands above another comes to stand below it', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 })
    fc.assert(
      fc.property(ids, ids, fc.func(fc.boolean()), (one, other, isOpen) => {
        const split = (all: readonly string[]) => {
          const sorted = [...all].sort().reverse()
          return rows(sorted.filter((id) => isOpen(id)).join(''), sorted.filter((id) => !isOpen(id)).join(''))
        }
        const before = placeRows(undefined, split(one), false)
        const now = split(other)
        const after = placeRows(before, now, true)
        for (const status of ['open', 'resolved'] as const) {
          const kept = before[status].filter((id) => after[status].includes(id))
          expect(after[status].slice(0, kept.length)).toEqual(kept)
        }
        // Every row that is there stands somewhere or waits, and none twice.
        const placed = [...after.open, ...after.resolved]
        expect(new Set(placed).size).toBe(placed.length)
        expect(placed.length + countWaiting(after, now)).toBe(other.length)
      }),
    )
  })

  test.each([
    [places('ab'), places('ab'), true],
    [places('ab'), places('ba'), false],
    [places('ab'), places('a'), false],
    [places('a', 'b'), places('a'), false],
  ])('%j and %j are the same: %s', (one, other, same) => {
    expect(samePlaces(one, other)).toBe(same)
  })
})
