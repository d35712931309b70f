import { describe, expect, test } from 'vitest'
import { outlookOf, placeOf, ticksOf } from '../../../renderer/screens/drills/outlook/timeline-geometry.ts'
import { barsOf, daysBack } from '../../../renderer/screens/drills/outlook/trend-bars.ts'

const now = Date.parse('2026-06-20T12:00:00Z')
const day = 86_400_000
const schedule = (schedule_id: string, days: number, given: object = {}) => ({
  schedule_id,
  title: schedule_id,
  status: 'active' as const,
  next_due_at: new Date(now + days * day).toISOString(),
  due_soon_days: 7,
  maintenance_windows: [],
  ...given,
})

describe('the timeline of drills', () => {
  test('the most urgent first; past, soon and far are told apart at their very moments', () => {
    const lanes = outlookOf(
      [schedule('far', 30), schedule('now', 0), schedule('edge', 7), schedule('late', -2)],
      now,
    ).lanes
    expect(lanes.map(({ schedule_id, health }) => [schedule_id, health])).toEqual([
      ['late', 'overdue'],
      ['now', 'overdue'],
      ['edge', 'soon'],
      ['far', 'healthy'],
    ])
    expect(outlookOf([schedule('just', 7 + 1 / day)], now).lanes[0]?.health).toBe('healthy')
  })

  test('who is paused or retired is not waited for', () => {
    expect(
      outlookOf([schedule('a', 1, { status: 'paused' }), schedule('b', 1, { status: 'retired' })], now).lanes,
    ).toEqual([])
  })

  test('every mark is on the axis; what is too far away stands at its end and says so', () => {
    const { axis, lanes } = outlookOf([schedule('old', -400), schedule('far', 400), schedule('near', 3)], now)
    for (const { due } of lanes) expect(placeOf(due, axis)).toBeGreaterThanOrEqual(0)
    expect(lanes.map(({ schedule_id, beyond }) => [schedule_id, beyond])).toEqual([
      ['old', 'past'],
      ['near', null],
      ['far', 'future'],
    ])
    expect(placeOf(now, axis)).toBeGreaterThan(0)
    expect(placeOf(now, axis)).toBeLessThan(1)
  })

  test('windows that touch the axis are shaded, one that is open says so, one that is over long ago is left out', () => {
    const window = (window_id: string, from: number, until: number) => ({
      window_id,
      start_at: new Date(now + from * day).toISOString(),
      end_at: new Date(now + until * day).toISOString(),
      reason: window_id,
      owners: [],
      providers: [],
    })
    const maintenance_windows = [window('open', -1, 1), window('ahead', 2, 3), window('over', -90, -80)]
    const [lane] = outlookOf([schedule('a', 5, { maintenance_windows })], now).lanes
    expect(lane?.windows.map(({ reason, open }) => [reason, open])).toEqual([
      ['open', true],
      ['ahead', false],
    ])
  })

  test.each([1, 4, 8, 30])('ticks are days within the axis, in order, and no more than %i leave room for', (room) => {
    const { axis } = outlookOf([schedule('late', -10), schedule('far', 50)], now)
    const ticks = ticksOf(axis, room)
    expect(ticks.length).toBeGreaterThan(0)
    expect(ticks.length).toBeLessThanOrEqual(Math.max(2, room) + 1)
    expect(ticks.every((at) => at >= axis.from && at <= axis.until)).toBe(true)
    expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
    expect(ticks.every((at) => new Date(at).getHours() === 0)).toBe(true)
  })
})

describe('the trend of suppression', () => {
  test('a bar for each day, over the ends of months, the last being today', () => {
    expect(daysBack('2026-03-02', 4)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
  })

  test('parts stand on each other, and the highest fills the height', () => {
    const days = [
      { day: '2026-03-01', category_counts: { maintenance_window: 3, other: 1 } },
      { day: '2026-03-02', category_counts: { owner_calendar: 2 } },
    ]
    const bars = barsOf(days, '2026-03-02', 3)
    expect(bars).toEqual([
      { day: '2026-02-28', total: 0, parts: [] },
      {
        day: '2026-03-01',
        total: 4,
        parts: [
          { category: 'maintenance_window', count: 3, from: 0, height: 0.75 },
          { category: 'other', count: 1, from: 0.75, height: 0.25 },
        ],
      },
      { day: '2026-03-02', total: 2, parts: [{ category: 'owner_calendar', count: 2, from: 0, height: 0.5 }] },
    ])
  })

  test('nothing at all is no height, and no division by it', () => {
    expect(barsOf([], '2026-03-02', 1)).toEqual([{ day: '2026-03-02', total: 0, parts: [] }])
  })
})
