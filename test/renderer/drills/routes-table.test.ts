import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bulkOffers } from '../../../renderer/screens/drills/routes/bulk-offers.ts'
import { layoutFor } from '../../../renderer/screens/drills/routes/columns.ts'
import { pagesOf, rowHeight, scrollFor, windowOf } from '../../../renderer/screens/drills/routes/row-window.ts'

describe('the rows that are drawn', () => {
  test('cover what is seen, and are rows that there are', () => {
    fc.assert(
      fc.property(fc.nat(500_000), fc.nat(2000), fc.nat(10_000), (top, height, total) => {
        const { first, last } = windowOf(top, height, total)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(last).toBeLessThanOrEqual(total)
        expect(first).toBeLessThanOrEqual(last)
        const [from, until] = [Math.floor(top / rowHeight), Math.min(total, Math.floor((top + height) / rowHeight))]
        for (const row of from < until ? [from, until - 1] : []) expect(row >= first && row < last).toBe(true)
        expect(last - first).toBeLessThan(height / rowHeight + 20)
      }),
    )
  })

  test('lie on these pages', () => {
    expect(pagesOf({ first: 0, last: 0 })).toEqual([])
    expect(pagesOf({ first: 0, last: 100 })).toEqual([0])
    expect(pagesOf({ first: 90, last: 101 })).toEqual([0, 1])
    expect(pagesOf({ first: 9950, last: 10_000 })).toEqual([99])
  })

  test('a row that is seen scrolls nothing; another comes into sight by as little as it takes', () => {
    expect(scrollFor(3, 0, 400)).toBe(0)
    expect(scrollFor(20, 0, 400)).toBe(21 * rowHeight - 400)
    expect(scrollFor(2, 400, 400)).toBe(2 * rowHeight)
  })
})

describe('the columns', () => {
  test.each([300, 660, 848, 1104, 1400, 2384])('fill %i px and no more; who, what and when stay', (width) => {
    const layout = layoutFor(width)
    const ids = layout.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['state', 'slo', 'schedule', 'owner']))
    const sum = layout.reduce((all, each) => all + each.width, 0)
    if (width >= 660) expect(sum).toBeLessThanOrEqual(width)
    if (width >= 660) expect(sum).toBeGreaterThan(width - layout.length)
  })
  test('the words go before the buttons', () => {
    expect(layoutFor(1104).map(({ id }) => id)).toContain('commands')
    expect(layoutFor(1104).map(({ id }) => id)).not.toContain('said')
    expect(layoutFor(2384).map(({ id }) => id)).toContain('said')
  })
})

describe('what can be done to all that is shown', () => {
  const counts = { total: 9, byState: { outstanding: 5, escalated: 4 }, breached: 2 }
  const may = { acknowledge: null, escalate: null }
  const offered = (filter: object, given: object = {}) =>
    bulkOffers({ filter, counts, asleep: null, may, ...given }).map(({ count, asleep }) => [count, asleep === null])
  test('is counted under the filter, also where the counts do not follow it', () => {
    expect(offered({})).toEqual([
      [5, true],
      [2, true],
    ])
    expect(offered({ breached: true })).toEqual([
      [2, true],
      [2, true],
    ])
    expect(offered({ state: 'escalated' })).toEqual([
      [0, false],
      [0, false],
    ])
  })
  test('sleeps without the server, the permission, or anything to do', () => {
    expect(offered({}, { asleep: 'offline' })).toEqual([
      [5, false],
      [2, false],
    ])
    expect(offered({}, { may: { acknowledge: 'no', escalate: null } })).toEqual([
      [5, false],
      [2, true],
    ])
    expect(offered({}, { counts: undefined })).toEqual([
      [0, false],
      [0, false],
    ])
  })
})
