import { describe, expect, test } from 'vitest'
import { isFiltered, outcomesIn, queryOf, readAddress } from '../../../renderer/screens/deploys/history/address.ts'

describe('the history’s filter in the address', () => {
  test.each([
    [{}, {}],
    [
      { surface: 'console', kind: 'rollback', outcome: 'success' },
      { surface: 'console', kind: 'rollback', outcome: 'success' },
    ],
    // In the order of the list, each once, and nothing that is none.
    [{ outcome: 'unknown,success,success,banana' }, { outcome: 'success,unknown' }],
    [{ surface: 'Not An Id', kind: 'both', outcome: 'banana' }, {}],
    [{ surface: 12, kind: null, outcome: ['success'] }, {}],
  ])('%j is read as %j', (given, wanted) => expect(readAddress(given)).toEqual(wanted))

  test('asks for what it says, fifty at a time', () =>
    expect(queryOf({ surface: 'console', kind: 'deploy', outcome: 'success,blocked' })).toEqual({
      limit: 50,
      surface: 'console',
      kind: 'deploy',
      outcome: ['success', 'blocked'],
    }))
  test('asks for everything where nothing is said', () => expect(queryOf({})).toEqual({ limit: 50 }))
  test('knows when it is filtered', () => {
    expect(isFiltered({})).toBe(false)
    for (const one of [{ surface: 'a' }, { kind: 'deploy' as const }, { outcome: 'success' }])
      expect(isFiltered(one)).toBe(true)
  })
  test('outcomes of nothing are none', () => expect(outcomesIn(undefined)).toEqual([]))
})
