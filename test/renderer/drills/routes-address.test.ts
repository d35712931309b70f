import { describe, expect, test } from 'vitest'
import {
  asNames,
  clearFilter,
  isFiltered,
  queryOf,
  readAddress,
  scopeOf,
  scopeTo,
  showsState,
} from '../../../renderer/screens/drills/routes/address.ts'

describe('the address of the routes', () => {
  test.each([
    [{}, {}],
    [{ state: 'escalated,outstanding' }, { state: 'outstanding,escalated' }],
    [{ state: 'lost' }, {}],
    [{ owner: ['a, b', 'c'] }, { owner: ['a, b', 'c'] }],
    [{ owner: ['a', 'a'] }, { owner: 'a' }],
    [
      { owner: 12, provider: true },
      { owner: '12', provider: 'true' },
    ],
    [{ schedule: { not: 'a name' } }, {}],
    [{ owner: 'x'.repeat(101) }, {}],
    [
      { action: 'suppress', category: 'other,deliver' },
      { action: 'suppress', category: 'deliver,other' },
    ],
    [{ action: 'burn' }, {}],
    [{ breached: 'true' }, { breached: true }],
    [{ breached: 'false' }, {}],
    [{ superseded: 'true' }, { superseded: true }],
    [{ superseded: 'no' }, {}],
    [{ q: '  canary ' }, { q: 'canary' }],
    [{ sort: 'newest' }, { sort: 'newest' }],
    [{ sort: 'oldest' }, {}],
    [{ open: 'gordn-1-1', view: 'routes' }, { open: 'gordn-1-1' }],
  ])('%j is read as %j', (search, address) => {
    expect(readAddress(search)).toEqual(address)
  })

  test('what it asks the server names every value by itself', () => {
    const filter = readAddress({ owner: ['a, b', 'c'], schedule: 's', state: 'outstanding', breached: true, q: 'x' })
    expect(queryOf(filter)).toEqual({
      owner: ['a, b', 'c'],
      schedule_id: ['s'],
      state: ['outstanding'],
      breached: 'true',
      q: 'x',
    })
    expect(queryOf({})).toEqual({})
    expect(queryOf(readAddress({ superseded: true }))).toEqual({ superseded: 'true' })
  })

  test('what is cleared is everything that filters', () => {
    const filter = readAddress({
      owner: 'a',
      provider: 'p',
      schedule: 's',
      state: 'resolved',
      q: 'x',
      breached: 1,
      superseded: 1,
    })
    expect(isFiltered({ superseded: true })).toBe(true)
    expect(isFiltered(filter)).toBe(true)
    expect(isFiltered(readAddress({ ...filter, ...clearFilter }))).toBe(false)
  })

  test('the parts of the strip exclude each other, and a finer filter is none of them', () => {
    expect(scopeOf({ state: 'outstanding' })).toBe('outstanding')
    expect(scopeOf({ breached: true })).toBe('breached')
    expect(scopeOf({ breached: true, state: 'outstanding' })).toBeNull()
    expect(scopeOf({ state: 'outstanding,escalated' })).toBeNull()
    expect(scopeOf({ state: 'resolved' })).toBeNull()
    expect(scopeTo('breached')).toEqual({ state: undefined, breached: true })
    expect(scopeTo('escalated')).toEqual({ state: 'escalated', breached: undefined })
    expect(scopeTo(null)).toEqual({ state: undefined, breached: undefined })
  })

  test('one name stands without a list, none leaves the address', () => {
    expect([asNames([]), asNames(['a']), asNames(['a', 'b'])]).toEqual([undefined, 'a', ['a', 'b']])
    expect([showsState({}, 'resolved'), showsState({ state: 'outstanding' }, 'resolved')]).toEqual([true, false])
  })
})
