import { expect, test } from 'vitest'
import { markedParts, matchesIn } from '../../../renderer/components/log-view-search.ts'
import { rowWindow, scrollFor } from '../../../renderer/components/row-window.ts'

test('the rows that hold it, whatever its case; none for nothing', () => {
  const rows = ['Pushed', 'Health: 200', 'pushed again'].map((text) => ({ text }))
  expect(matchesIn(rows, 'PUSH')).toEqual([0, 2])
  expect(matchesIn(rows, '')).toEqual([])
})

test('a text is cut into what was looked for and what was not, and nothing of it is lost', () => {
  expect(markedParts('aXbxc', 'x').map(({ part, hit }) => (hit ? `[${part}]` : part))).toEqual([
    'a',
    '[X]',
    'b',
    '[x]',
    'c',
  ])
  // The small form of this letter is longer than it is.
  expect(markedParts('İx', 'x')).toEqual([{ start: 0, part: 'İx', hit: false }])
})

test('of ten thousand rows those that are seen are drawn', () => {
  const { first, last } = rowWindow(5000 * 44, 440, 44, 10_000)
  expect(first).toBeLessThanOrEqual(5000)
  expect(last).toBeGreaterThanOrEqual(5010)
  expect(last - first).toBeLessThan(50)
  expect(rowWindow(1_000_000, 400, 44, 3)).toEqual({ first: 3, last: 3 })
  expect(rowWindow(0, 0, 44, 0)).toEqual({ first: 0, last: 0 })
})

test('a row is scrolled to only where it is not seen', () => {
  expect(scrollFor(2, 20, 0, 100)).toBe(0)
  expect(scrollFor(9, 20, 0, 100)).toBe(100)
  expect(scrollFor(1, 20, 100, 100)).toBe(20)
})
