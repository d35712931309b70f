import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAfter, mostUrgent, type ScheduleStatus, standingOf } from '../../shared/domain/drill-schedule.ts'
import { anyMoment, anySchedule, iso, noon, scheduleOf } from './drill-arbitraries.ts'

const dayMs = 24 * 60 * 60_000

describe('how it stands with a schedule', () => {
  test.each<[status: ScheduleStatus, left: number, expected: object]>([
    ['active', 7 * dayMs + 1, { status: 'ready', due_soon: false, stale: false, days_until_due: 7 }],
    ['active', 7 * dayMs, { status: 'due_soon', due_soon: true, stale: false, days_until_due: 7 }],
    ['active', 1, { status: 'due_soon', due_soon: true, stale: false, days_until_due: 0 }],
    ['active', 0, { status: 'needs_attention', due_soon: false, stale: true, days_until_due: 0 }],
    ['active', -1, { status: 'needs_attention', due_soon: false, stale: true, days_until_due: -1 }],
    ['paused', -dayMs, { status: 'not_requested', due_soon: false, stale: false, days_until_due: -1 }],
    ['retired', dayMs, { status: 'not_requested', due_soon: false, stale: false, days_until_due: 1 }],
  ])('%s with %i ms left', (status, left, expected) => {
    expect(standingOf(scheduleOf({ status, next_due_at: iso(noon + left) }), noon)).toEqual(expected)
  })

  test('it is told never before its days, where those are none', () => {
    const schedule = scheduleOf({ due_soon_days: 0, next_due_at: iso(noon + 1) })
    expect(standingOf(schedule, noon)).toMatchObject({ status: 'ready' })
  })

  test('gets more pressing by time alone, never less', () => {
    const order = ['ready', 'due_soon', 'needs_attention']
    fc.assert(
      fc.property(anySchedule, anyMoment, fc.nat(100 * dayMs), (schedule, now, later) => {
        const active = { ...schedule, status: 'active' as const }
        const [before, after] = [standingOf(active, now), standingOf(active, now + later)]
        expect(order.indexOf(after.status)).toBeGreaterThanOrEqual(order.indexOf(before.status))
        expect(before.due_soon && before.stale).toBe(false)
      }),
    )
  })
})

test('of several the active one that is due first is spoken of, however they are listed', () => {
  const at = (schedule_id: string, days: number, status: ScheduleStatus = 'active') =>
    scheduleOf({ schedule_id, status, next_due_at: iso(noon + days * dayMs) })
  const all = [at('late', 3), at('b', 1), at('a', 1), at('paused', -5, 'paused'), at('old', -9, 'retired')]
  expect(mostUrgent(all)?.schedule_id).toBe('a')
  expect(mostUrgent(all.toReversed())?.schedule_id).toBe('a')
  expect(mostUrgent(all.filter(({ status }) => status !== 'active'))).toBeUndefined()
})

test('after a drill the next one is due an interval from its end', () =>
  expect(dueAfter({ interval_days: 30 }, iso(noon))).toBe(iso(noon + 30 * dayMs)))
