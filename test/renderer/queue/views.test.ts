import { describe, expect, test } from 'vitest'
import { readAddress } from '../../../renderer/screens/queue/address.ts'
import { builtInViews, isSameSearch, readViews, saved, withoutOpen } from '../../../renderer/screens/queue/views.ts'

test('each built-in view is an address that means what it says', () => {
  for (const { search } of builtInViews) expect(readAddress({ ...search })).toEqual(search)
  expect(new Set(builtInViews.map(({ name }) => name)).size).toBe(builtInViews.length)
})

test('what is open is no part of a view', () => {
  const search = withoutOpen({ tier: 3, open: 'x' })
  expect(search).toEqual({ tier: 3 })
  expect(isSameSearch(search, { tier: 3 })).toBe(true)
  expect(isSameSearch({ tier: 3, q: 'a' }, { q: 'a', tier: 3 })).toBe(true)
  expect(isSameSearch(search, { tier: 2 })).toBe(false)
})

test('a name is given once', () => {
  const views = saved(
    [
      { name: 'mine', search: { tier: 1 } },
      { name: 'other', search: {} },
    ],
    { name: 'mine', search: { tier: 2 } },
  )
  expect(views).toEqual([
    { name: 'other', search: {} },
    { name: 'mine', search: { tier: 2 } },
  ])
})

describe('what was kept', () => {
  const cases: [string, unknown, unknown][] = [
    ['nothing', undefined, []],
    ['something else', { name: 'x' }, []],
    ['a view', [{ name: 'mine', search: { tier: 3 } }], [{ name: 'mine', search: { tier: 3 } }]],
    [
      'with columns',
      [{ name: 'mine', search: {}, columns: { hidden: ['mode'] } }],
      [{ name: 'mine', search: {}, columns: { hidden: ['mode'] } }],
    ],
    ['without a name', [{ name: ' ', search: {} }, { search: {} }, null, 3], []],
    [
      'with a filter of another version',
      [{ name: 'mine', search: { colour: 'red', tier: 9 } }],
      [{ name: 'mine', search: {} }],
    ],
  ]
  test.each(cases)('%s', (_name, value, views) => expect(readViews(value)).toEqual(views))
})
