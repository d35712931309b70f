import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attentionQueries, waitingOf } from '../../shared/contract/attention.ts'
import {
  attend,
  changesWaiting,
  lastCall,
  type News,
  type Row,
  type Told,
  type Waiting,
} from '../../shared/domain/attention.ts'

const start = Date.parse('2026-11-21T03:00:00.000Z')
const minute = 60_000
const time = (at: number) => new Date(at).toISOString()

/** Proposed so many minutes after the start, to be approved within so many. */
const row = (id: string, { from = 0, ttl = 30 } = {}): Row => ({
  id,
  type: 'rollback_deploy',
  tier: 3,
  target_ref: `${id}-agent@4f2c9e1`,
  proposed_at: time(start + from * minute),
  expires_at: time(start + (from + ttl) * minute),
})
const rows = (count: number, spread = 0): Row[] =>
  Array.from({ length: count }, (_, index) => row(`r${String(index).padStart(2, '0')}`, { from: index * spread }))

const waiting = (given: Partial<Waiting>): Waiting => {
  const all = { approvals: [], pending: given.approvals ?? [], reviews: [], ...given }
  return { needsMe: all.approvals.length, reviewsOpen: all.reviews.length, ...all }
}

/** As short as a table wants it: `approval a`, `3 approval`, `3 more approval`. */
const short = (news: News): string =>
  'row' in news
    ? `${news.why} ${news.row.id}${news.why === 'expiring' && !news.needsMe ? ' (others)' : ''}`
    : `${news.count}${news.standing ? '' : ' more'} ${news.why}`
const said = (given: Partial<Waiting>, told: Told | null, now: number) =>
  attend(waiting(given), told, now).news.map(short)

const nothingTold = attend(waiting({}), null, start).told
const toldAll = (given: Partial<Waiting>, now = start) => attend(waiting(given), null, now).told
const later = (minutes: number) => start + minutes * minute

describe('opening the console', () => {
  test.each<[string, Partial<Waiting>, number, string[]]>([
    ['nothing waits', {}, start, []],
    ['one waits', { approvals: [row('a')] }, start, ['approval a']],
    ['three wait', { approvals: rows(3) }, start, ['3 approval']],
    ['more wait than are listed', { approvals: rows(50), needsMe: 217 }, start, ['217 approval']],
    ['one of three runs out', { approvals: [row('a', { ttl: 2 }), ...rows(2)] }, start, ['expiring a', '3 approval']],
    [
      'all of two run out',
      { approvals: [row('a', { ttl: 1 }), row('b', { ttl: 2 })] },
      start,
      ['expiring a', 'expiring b'],
    ],
    ["somebody else's runs out", { pending: [row('a', { ttl: 1 })] }, start, ['expiring a (others)']],
    ['four run out', { pending: rows(4) }, later(29), ['4 expiring']],
    ['a review is open', { reviews: [row('a')] }, start, ['review a']],
    ['reviews are open', { reviews: rows(2), reviewsOpen: 5 }, start, ['5 review']],
  ])('%s', (_, given, now, expected) => {
    expect(said(given, null, now)).toEqual(expected)
  })
})

describe('while it is open', () => {
  test.each<[string, Partial<Waiting>, Told, number, string[]]>([
    ['one came', { approvals: [row('a')] }, nothingTold, start, ['approval a']],
    ['three came', { approvals: rows(3) }, nothingTold, start, ['approval r00', 'approval r01', 'approval r02']],
    ['ten came to none', { approvals: rows(10) }, nothingTold, start, ['10 approval']],
    [
      'four came to one',
      { approvals: [row('a'), ...rows(4)] },
      toldAll({ approvals: [row('a')] }),
      start,
      ['4 more approval'],
    ],
    ['nothing came', { approvals: rows(3) }, toldAll({ approvals: rows(3) }), start, []],
    ['one came that runs out at once', { approvals: [row('a', { ttl: 2 })] }, nothingTold, start, ['expiring a']],
    [
      'one is told of already, and runs out',
      { approvals: [row('a')] },
      toldAll({ approvals: [row('a')] }),
      later(28),
      ['expiring a'],
    ],
    ['a moment earlier', { approvals: [row('a')] }, toldAll({ approvals: [row('a')] }), later(28) - 1, []],
    ['a clock that is ahead', { approvals: [row('a')] }, toldAll({ approvals: [row('a')] }), later(31), ['expiring a']],
    ['glass was broken', { reviews: [row('a')] }, nothingTold, start, ['review a']],
    ['a review is open for long', { reviews: [row('a')] }, toldAll({ reviews: [row('a')] }), later(9999), []],
  ])('%s', (_, given, told, now, expected) => {
    expect(said(given, told, now)).toEqual(expected)
  })

  test('what moves up in a list that was cut off is not new', () => {
    const all = rows(6, 1)
    const newest = (listed: Row[]) => listed.toReversed().slice(0, 3)
    const { told } = attend(waiting({ approvals: newest(all), needsMe: 6, pending: [] }), null, later(6))
    const others = all.slice(0, 4)
    const next = attend(waiting({ approvals: newest(others), needsMe: 4, pending: [] }), told, later(7))
    expect(next.news).toEqual([])
    const newcomer = row('new', { from: 8 })
    expect(said({ approvals: [newcomer, ...newest(others)], needsMe: 5, pending: [] }, next.told, later(8))).toEqual([
      'approval new',
    ])
  })

  test('what is over is forgotten in the end, and what is not, is not', () => {
    const { told } = attend(waiting({ approvals: [row('a')], reviews: [row('b')] }), null, start)
    expect([...attend(waiting({}), told, later(30)).told.said.keys()]).toEqual(['approval a', 'review b'])
    expect([...attend(waiting({}), told, later(30 + 24 * 60)).told.said.keys()]).toEqual(['review b'])
  })
})

describe('when to look again', () => {
  test.each<[string, Row[], number, number | null]>([
    ['nothing is pending', [], start, null],
    ['two minutes before the end', [row('a')], start, later(28)],
    ['at the end, from then on', [row('a')], later(28), later(30)],
    ['the earliest of all', [row('a'), row('b', { ttl: 10 }), row('c', { ttl: 9 })], start, later(7)],
    ['never, for what should be over', [row('a')], later(30), null],
  ])('%s', (_, pending, now, expected) => {
    expect(attend(waiting({ pending }), null, now).next).toBe(expected)
  })
})

test.each([
  ['action.proposal.created', true],
  ['action.proposal.approved', true],
  ['action.proposal.expired', true],
  ['action.review.closed', true],
  ['workspace.policy.changed', true],
  ['action.comment.added', false],
  ['alert.notice.raised', false],
  ['workspace.hold.placed', false],
  ['access.key.created', false],
])('%s may change who is called: %s', (action, expected) => {
  expect(changesWaiting({ action })).toBe(expected)
})

test('whom a row calls follows from what the server says they may do', () => {
  const listed = (id: string, ...names: string[]) => ({
    ...row(id),
    commands: ['approve', 'reject', 'close_review', 'comment'].map((name) => ({ name, enabled: names.includes(name) })),
  })
  const pending = [listed('mine', 'approve', 'reject'), listed('own', 'reject'), listed('none', 'comment')]
  const reviews = [listed('reviewer', 'close_review'), listed('breaker', 'comment')]
  const page = { items: pending.slice(0, 1), total: 7 }
  const found = waitingOf({ approvals: page, pending: { items: pending }, reviews: { items: reviews, total: 2 } })
  expect(found.pending.map(({ id }) => id)).toEqual(['mine', 'own'])
  expect(found.reviews.map(({ id }) => id)).toEqual(['reviewer'])
  expect({ needsMe: found.needsMe, reviewsOpen: found.reviewsOpen }).toEqual({ needsMe: 7, reviewsOpen: 2 })
  expect(Object.values(attentionQueries).every(({ limit }) => limit <= 500)).toBe(true)
})

// A night: proposals come, are decided or run out, and somebody looks whenever one of these happens or time asks for it.
const second = 1000
const Life = fc.record({
  from: fc.integer({ min: 0, max: 600 }),
  ttl: fc.integer({ min: 30, max: 900 }),
  decided: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  mine: fc.boolean(),
})

test('each is said once, none is left out, and whoever follows the clock hears of every last call in time', () => {
  fc.assert(
    fc.property(fc.array(Life, { maxLength: 25 }), fc.integer({ min: 0, max: 600 }), (lives, opened) => {
      const night = lives.map(({ from, ttl, decided = ttl, mine }, index) => {
        const born = start + from * second
        const over = born + ttl * second
        const listed: Row = { ...row(`n${index}`), proposed_at: time(born), expires_at: time(over) }
        return { mine, born, over, gone: Math.min(over, born + decided * second), row: listed }
      })
      const happens = night.flatMap(({ born, gone }) => [born, gone])
      const calledAt = new Map<string, number>()
      const known = new Set<string>()
      let told: Told | null = null
      let now: number | null = start + opened * second
      while (now !== null) {
        const at: number = now
        const alive = night.filter(({ born, gone }) => born <= at && at < gone)
        const mine = alive.filter((each) => each.mine)
        const given = waiting({ approvals: mine.map((each) => each.row), pending: alive.map((each) => each.row) })
        const { news, told: after, next } = attend(given, told, at)

        const expiring = alive.filter(({ over, row: { id } }) => over - at <= lastCall && !calledAt.has(id))
        for (const each of expiring) calledAt.set(each.row.id, at)
        const fresh = mine.filter((each) => !known.has(each.row.id) && !expiring.includes(each))
        for (const each of mine) known.add(each.row.id)
        expect(of('expiring', news)).toEqual(
          expiring.length > 3 ? [`${expiring.length} expiring`] : expiring.map(({ row: { id } }) => id),
        )
        const standing = told === null || fresh.length === mine.length
        const sum = standing ? `${mine.length} approval` : `${fresh.length} more approval`
        expect(of('approval', news)).toEqual(
          fresh.length > (told === null ? 1 : 3) ? [sum] : fresh.map(({ row: { id } }) => id),
        )

        told = after
        expect(next ?? at + 1).toBeGreaterThan(at)
        const moments = [...happens.filter((moment) => moment > at), ...(next === null ? [] : [next])]
        now = moments.length === 0 ? null : Math.min(...moments)
      }
      for (const { row: it, born, over, gone } of night) {
        const due = Math.max(over - lastCall, born, start + opened * second)
        expect(calledAt.get(it.id)).toBe(due < gone ? due : undefined)
      }
    }),
    { numRuns: 500 },
  )
})

const of = (why: News['why'], news: readonly News[]): string[] =>
  news.filter((each) => each.why === why).map((each) => ('row' in each ? each.row.id : short(each)))
