import { describe, expect, test } from 'vitest'
import {
  clearFilter,
  isFiltered,
  joined,
  listed,
  openAction,
  type QueueAddress,
  readAddress,
  type Scope,
  scopeOf,
  scopeTo,
  showOnly,
  sortOf,
} from '../../../renderer/screens/queue/address.ts'
import { canDrift, queryOf } from '../../../renderer/screens/queue/queue-query.ts'

const today = '2026-11-21T00:00:00.000Z'

describe('reading an address', () => {
  const cases: [string, Record<string, unknown>, QueueAddress][] = [
    ['nothing', {}, {}],
    ['several statuses, in their own order', { status: 'approved,proposed' }, { status: 'proposed,approved' }],
    ['what is no status', { status: 'proposed,lost' }, { status: 'proposed' }],
    ['no status at all', { status: 'lost' }, {}],
    ['one tier, as the number that it is', { tier: '3' }, { tier: 3 }],
    ['several tiers', { tier: '3,1' }, { tier: '1,3' }],
    ['a tier that there is not', { tier: 4 }, {}],
    ['types and modes', { type: 'kill_run', mode: 'dry_run' }, { type: 'kill_run', mode: 'dry_run' }],
    ['a search of a bare number', { q: 12 }, { q: '12' }],
    ['a search of nothing', { q: '  ' }, {}],
    ['a search longer than the server takes', { q: 'a'.repeat(201) }, {}],
    ['an order', { sort: '-tier' }, { sort: '-tier' }],
    ['the order that it comes in', { sort: '-proposed_at' }, {}],
    ['no order', { sort: 'payload' }, {}],
    [
      'flags, typed',
      { pending: '1', needs_me: 'true', review_open: true },
      { pending: true, needs_me: true, review_open: true },
    ],
    ['flags that are off', { pending: 'false', needs_me: 0 }, {}],
    ['today', { executed: 'today', rejected: 'yesterday' }, { executed: 'today' }],
    ['what is open', { open: 'an-id' }, { open: 'an-id' }],
    ['lists of lists', { status: ['proposed'], tier: { a: 1 } }, {}],
  ]
  test.each(cases)('%s', (_name, search, address) => {
    expect(readAddress(search)).toEqual(address)
    expect(readAddress({ ...readAddress(search) })).toEqual(address)
  })
})

describe('moving', () => {
  const here: QueueAddress = { status: 'proposed', tier: 3, q: 'refund', sort: 'tier', open: 'x' }
  const moved = (patch: object, from: QueueAddress = here) => readAddress({ ...from, ...patch })
  test('opening keeps the filter', () => expect(moved(openAction('y'))).toEqual({ ...here, open: 'y' }))
  test('clearing keeps what is open, and the order', () =>
    expect(moved(clearFilter)).toEqual({ sort: 'tier', open: 'x' }))
  test('a view replaces filter and order, and closes nothing', () =>
    expect(moved(showOnly({ needs_me: true, open: 'of another day' }))).toEqual({ needs_me: true, open: 'x' }))

  const scopes: Scope[] = ['all', 'proposed', 'expired', 'pending', 'executed_today', 'rejected_today']
  test.each(scopes)('%s excludes every other part of the queue', (scope) => {
    for (const before of scopes) {
      const address = moved(scopeTo(scope), moved(scopeTo(before)))
      expect(scopeOf(address)).toBe(scope)
      expect(address).toMatchObject({ tier: 3, q: 'refund', open: 'x' })
    }
  })
  test('a link that asks for two parts at once is none of them', () =>
    expect(scopeOf({ status: 'proposed', executed: 'today' })).toBeNull())
  test('neither what is open nor the order is a filter', () => {
    expect(isFiltered(readAddress({ open: 'x', sort: 'tier' }))).toBe(false)
    expect(isFiltered({ review_open: true })).toBe(true)
  })
})

test('the table’s order is the address’s', () => {
  expect(sortOf([{ colId: 'tier', sort: 'desc' }])).toBe('-tier')
  expect(sortOf([{ colId: 'reason', sort: 'asc' }])).toBe('reason')
  expect(sortOf([{ colId: 'commands', sort: 'asc' }])).toBe('-proposed_at')
  expect(sortOf([])).toBe('-proposed_at')
})

test('lists', () => {
  expect(listed('2,3,x', [1, 2, 3])).toEqual([2, 3])
  expect(listed(undefined, [1, 2, 3])).toEqual([])
  expect([joined([]), joined([3]), joined([2, 3])]).toEqual([undefined, 3, '2,3'])
})

describe('asking the server', () => {
  test('everything', () => {
    const filter = readAddress({ status: 'proposed,approved', tier: 3, type: 'kill_run', mode: 'supervised', q: 'a b' })
    expect(queryOf(filter, undefined)).toEqual({
      status: ['proposed', 'approved'],
      tier: ['3'],
      type: ['kill_run'],
      mode: ['supervised'],
      q: 'a b',
    })
  })
  test('today is not asked for before it is known when it began', () => {
    expect(queryOf({ executed: 'today' }, undefined)).toBeUndefined()
    expect(queryOf({ executed: 'today' }, today)).toEqual({ executed_since: today })
    expect(queryOf({ rejected: 'today' }, today)).toEqual({ rejected_since: today })
    expect(queryOf({ pending: true, needs_me: true, review_open: true }, undefined)).toEqual({
      pending: 'true',
      needs_me: 'true',
      review_open: 'true',
    })
  })
  test('rows can leave what is filtered by what changes, and only that', () => {
    expect(canDrift({ tier: 3, type: 'alert', mode: 'dry_run', q: 'x' }, 'tier')).toBe(false)
    expect(canDrift({}, '-status')).toBe(true)
    for (const filter of [
      { status: 'proposed' },
      { pending: true },
      { needs_me: true },
      { executed: 'today' },
    ] as const)
      expect(canDrift(filter, '-proposed_at')).toBe(true)
  })
})
