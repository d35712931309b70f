import { expect, test } from 'vitest'
import { columnNames, layoutFor } from '../../../renderer/screens/audit/columns.ts'

test('the narrower, the fewer; who did what in which place stays to the end', () => {
  let before = layoutFor(3000).shown.length
  for (let width = 3000; width >= 0; width -= 10) {
    const { shown } = layoutFor(width)
    expect(shown.length).toBeLessThanOrEqual(before)
    expect(shown).toEqual(expect.arrayContaining(['seq', 'action', 'actor']))
    before = shown.length
  }
  expect(layoutFor(1104).shown).toEqual(columnNames)
  expect(layoutFor(400).shown).toEqual(['seq', 'action', 'actor'])
})
