import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drillQuery, drillsWaitingOf } from '../../shared/contract/attention.ts'
import type { Told } from '../../shared/domain/attention.ts'
import {
  attendDrills,
  changesDrills,
  type DrillNews,
  type DrillRow,
  drillNoteOf,
} from '../../shared/domain/attention-drills.ts'
import { keepAttention } from '../../shared/domain/attention-keeper.ts'
import { drillActions } from '../../shared/domain/drill-entries.ts'
import { manualTimer } from '../support/manual-timer.ts'

const start = Date.parse('2026-11-21T03:00:00.000Z')
const minute = 60_000
const later = (minutes: number) => start + minutes * minute

/** To be answered so many minutes after the start. */
const route = (route_id: string, until = 60, provider = 'desk'): DrillRow => ({
  route_id,
  schedule_title: 'Checkout rollback',
  owner: 'payments',
  provider,
  slo_ends_at: new Date(later(until)).toISOString(),
})
const many = (count: number, until = 60) => Array.from({ length: count }, (_, i) => route(`r${i}`, until))
const waiting = (routes: readonly DrillRow[], isCut = false) => ({ routes, isCut, desktops: new Set(['desk']) })

const short = (news: DrillNews): string =>
  'row' in news ? `${news.why} ${news.row.route_id}` : `${news.count}${news.standing ? '' : ' more'} ${news.why}`
const toldOf = (routes: readonly DrillRow[], now = start): Told => ({
  said: attendDrills(waiting(routes), null, now).said,
  horizon: '',
})
const nothing = toldOf([])

describe('whom a drill calls', () => {
  test.each<[string, readonly DrillRow[], Told | null, number, string[]]>([
    ['nothing waits', [], null, start, []],
    ['one waits as somebody opens the console', [route('a')], null, start, ['drill a']],
    ['three wait then', many(3), null, start, ['3 drill']],
    ['one came', [route('a')], nothing, start, ['drill a']],
    ['three came', many(3), nothing, start, ['drill r0', 'drill r1', 'drill r2']],
    ['five came to none', many(5), nothing, start, ['5 drill']],
    ['four came to one', [route('a'), ...many(4)], toldOf([route('a')]), start, ['4 more drill']],
    ['the same again', many(5), toldOf(many(5)), start, []],
    ['told elsewhere, it is not told here', [route('a', 60, 'chat')], nothing, start, []],
    ['but it is when it is late', [route('a', 60, 'chat')], nothing, later(60), ['late a']],
    ['not a moment before', [route('a', 60, 'chat')], nothing, later(60) - 1, []],
    ['late at once', [route('a')], nothing, later(61), ['late a']],
    ['late after it was told', [route('a')], toldOf([route('a')]), later(60), ['late a']],
    ['late once', [route('a')], toldOf([route('a')], later(60)), later(61), []],
    ['many late', many(5), nothing, later(60), ['5 late']],
    ['late and new', [route('a', 0), route('b')], nothing, start, ['late a', 'drill b']],
  ])('%s', (_, routes, told, now, expected) => {
    expect(attendDrills(waiting(routes), told, now).news.map(short)).toEqual(expected)
  })

  test('each is said once of each kind, however often and in whatever order it is listed', () => {
    const step = fc.record({
      ids: fc.uniqueArray(fc.integer({ min: 0, max: 9 })),
      after: fc.integer({ min: 0, max: 30 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let told: Told = nothing
        let now = start
        const said: string[] = []
        for (const { ids, after } of steps) {
          now += after * minute
          const listed = waiting(ids.map((id) => route(`r${id}`, id * 20)))
          const attention = attendDrills(listed, told, now)
          told = { said: new Map([...told.said, ...attention.said]), horizon: '' }
          said.push(...attention.news.flatMap((news) => ('row' in news ? [short(news)] : [])))
          if (attention.next !== null) expect(attention.next).toBeGreaterThan(now)
        }
        expect(new Set(said).size).toBe(said.length)
      }),
    )
  })

  test('only who may answer is called, by connectors that are consoles', () => {
    const may = (enabled: boolean) => [{ name: 'acknowledge', enabled }]
    const routes = [
      { ...route('mine'), commands: may(true) },
      { ...route('others'), commands: may(false) },
    ]
    const connectors = [
      { name: 'desk', kind: 'desktop', enabled: true },
      { name: 'off', kind: 'desktop', enabled: false },
      { name: 'chat', kind: 'slack', enabled: true },
    ]
    const found = drillsWaitingOf({ items: routes, total: 7 }, { items: connectors })
    expect(found.routes.map(({ route_id }) => route_id)).toEqual(['mine'])
    expect(found).toMatchObject({ isCut: true, desktops: new Set(['desk']) })
    expect(drillQuery.state).toBe('outstanding')
  })

  test.each(Object.values(drillActions))('%s makes somebody look again, if it changes who is called', (action) => {
    expect(changesDrills({ action })).toBe(/^drill\.(notification|acknowledgement)\./.test(action))
  })
})

describe('what is shown', () => {
  const setting = { where: 'Sample data', timeOf: (at: string) => at.slice(11, 16) }
  const note = (news: DrillNews) => drillNoteOf(news, setting)

  test('says which drill, whom, until when and where; a click leads to that very route', () => {
    expect(note({ why: 'drill', row: route('gordn-1-2') })).toEqual({
      title: 'Rollback drill: Checkout rollback',
      body: 'payments · by desk · answer until 04:00 · Sample data',
      place: '#/drills?open=gordn-1-2',
      about: 'gordn-1-2',
      tag: 'drill gordn-1-2',
    })
    expect(note({ why: 'late', row: route('a') })).toMatchObject({
      title: 'Nobody answered in time: Checkout rollback',
      tag: 'late a',
    })
  })

  test.each<[DrillNews, string, string]>([
    [
      { why: 'drill', count: 5, standing: true, isCut: false },
      '5 drill notifications wait for an answer',
      'state=outstanding',
    ],
    [
      { why: 'drill', count: 1, standing: true, isCut: false },
      '1 drill notification waits for an answer',
      'state=outstanding',
    ],
    [
      { why: 'drill', count: 4, standing: false, isCut: false },
      '4 more drill notifications wait for an answer',
      'state=outstanding',
    ],
    [
      { why: 'late', count: 100, standing: true, isCut: true },
      '100 or more drill notifications nobody answered in time',
      'breached=true',
    ],
  ])('%o', (news, title, search) => {
    expect(note(news)).toMatchObject({ title, place: `#/drills?${search}`, about: null })
  })

  test('what a server says is one line of plain text, and leads nowhere else', () => {
    const evil = { ...route('a?x=1#/settings'), schedule_title: 'x\u202e\ny'.repeat(80), owner: 'o\u0000' }
    const { title, body, place } = note({ why: 'drill', row: evil })
    expect(title.length).toBeLessThanOrEqual(80)
    expect(`${title}${body}`).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(place).toBe('#/drills?open=a%3Fx%3D1%23%2Fsettings')
  })
})

test('the keeper tells of drills too, once each, and looks again when one becomes late', async () => {
  const timer = manualTimer(start)
  const said: string[] = []
  const keeper = keepAttention({
    look: async () => ({
      approvals: [],
      needsMe: 0,
      pending: [],
      reviews: [],
      reviewsOpen: 0,
      drills: waiting([route('a', 5)]),
    }),
    onNews: () => undefined,
    onDrills: (news) => said.push(...news.map(short)),
    onAlerts: () => undefined,
    onCount: () => undefined,
    onFailure: (error) => {
      throw error
    },
    told: null,
    timer,
  })
  keeper.look()
  await timer.pass(0)
  expect(said).toEqual(['drill a'])
  await timer.pass(2 * minute)
  expect(said).toEqual(['drill a'])
  await timer.pass(4 * minute)
  expect(said).toEqual(['drill a', 'late a'])
  expect(keeper.stop()?.said.has('late a')).toBe(true)
})
