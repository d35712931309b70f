import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextOpening, type Planned, planDue, planRoutes, routeKey } from '../../shared/domain/drill-plan.ts'
import { type Schedule, standingOf } from '../../shared/domain/drill-schedule.ts'
import { anyMoment, anyRouting, anySchedule, hourMs, iso, noon, scheduleOf } from './drill-arbitraries.ts'

const decisionsOf = (schedule: Schedule, now: number) => planRoutes(schedule, { plan_id: 'p' }, now).route_decisions

describe('what the scheduler plans', () => {
  /** Looks every so often, as the scheduler does, and remembers what it planned. */
  function play(schedule: Schedule, moments: readonly number[], before: readonly Planned[] = []) {
    const planned: (Planned & { now: number; only: boolean })[] = []
    for (const now of moments) {
      const due = planDue(schedule, [...before, ...planned], now)
      if (due === null) continue
      const plan = planRoutes(schedule, { plan_id: `p${planned.length}`, ...due }, now)
      planned.push({ ...plan, now, only: due.only !== undefined })
      expect(planDue(schedule, [...before, ...planned], now)).toBeNull()
    }
    return planned
  }

  const anyMoments = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 }).map((steps) => {
    let now = noon - 14 * hourMs
    return steps.map((step) => {
      now += step * 60_000
      return now
    })
  })

  test('is everything once for each occasion, and tells nobody twice of the same', () =>
    fc.assert(
      fc.property(anySchedule, anyMoments, (schedule, moments) => {
        const planned = play(schedule, moments)
        for (const plans of Map.groupBy(planned, ({ occasion }) => occasion).values()) {
          expect(plans.map(({ only }) => only)).toEqual(plans.map((_, place) => place > 0))
          const told = plans.flatMap(({ route_decisions }) =>
            route_decisions.filter(({ action }) => action === 'deliver').map(routeKey),
          )
          expect(new Set(told).size).toBe(told.length)
        }
      }),
    ))

  test('sends what a window kept back exactly once, when that is over', () =>
    fc.assert(
      fc.property(anySchedule, anyMoments, (schedule, moments) => {
        // Past its day all the while, so there is one occasion; and a last look when every window is over.
        const stale = { ...schedule, status: 'active' as const, next_due_at: iso(noon - 30 * hourMs) }
        const planned = play(stale, [...moments, noon + 400 * hourMs])
        const told = planned.flatMap(({ route_decisions }) =>
          route_decisions.filter(({ action }) => action === 'deliver').map(routeKey),
        )
        const all = decisionsOf(stale, noon).map(routeKey)
        expect(told.toSorted()).toEqual(all.toSorted())
        for (const { route_decisions, now } of planned)
          for (const route of route_decisions)
            if (route.suppressed_until !== null) expect(Date.parse(route.suppressed_until)).toBeGreaterThan(now)
      }),
    ))

  test('is nothing where nothing is due, and nothing of a schedule that is not active', () =>
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, now) => {
        const { status } = standingOf(schedule, now)
        const isDue = status === 'due_soon' || status === 'needs_attention'
        expect(planDue(schedule, [], now)).toEqual(isDue ? {} : null)
      }),
    ))

  test('a drill that was due soon is told anew once it is stale', () => {
    const schedule = scheduleOf({ next_due_at: iso(noon) })
    const planned = play(schedule, [noon - 2 * hourMs, noon - hourMs, noon, noon + hourMs])
    expect(planned.map(({ occasion, now }) => [occasion, now])).toEqual([
      [`due_soon ${iso(noon)}`, noon - 2 * hourMs],
      [`stale ${iso(noon)}`, noon],
    ])
  })

  test('what a window kept back is free at its last moment, and no sooner', () => {
    const window = {
      window_id: 'w',
      start_at: iso(noon - hourMs),
      end_at: iso(noon),
      reason: 'r',
      owners: [],
      providers: [],
    }
    const schedule = scheduleOf({ maintenance_windows: [window] })
    const kept = planRoutes(schedule, { plan_id: 'p' }, noon - hourMs)
    expect(planDue(schedule, [kept], noon - 1)).toBeNull()
    expect(planDue(schedule, [kept], noon)).toEqual({ only: new Set(kept.route_decisions.map(routeKey)) })
  })

  test('counts what people planned themselves as far as it went, and no further', () => {
    const schedule = scheduleOf({ next_due_at: iso(noon), notification_providers: ['slack', 'teams'] })
    const before = planRoutes(schedule, { plan_id: 'early' }, noon - 30 * 24 * hourMs)
    expect(planDue(schedule, [before], noon - hourMs)).toEqual({})
    const one = planRoutes(schedule, { plan_id: 'own', provider: 'slack' }, noon - hourMs)
    const other = routeKey({ owner: 'payments', provider: 'teams' })
    expect(planDue(schedule, [before, one], noon - hourMs)).toEqual({ only: new Set([other]) })
    const both = planRoutes(schedule, { plan_id: 'rest', only: new Set([other]) }, noon - hourMs)
    expect(planDue(schedule, [before, one, both], noon - hourMs)).toBeNull()
    expect(planDue(schedule, [before, one, both], noon)).toEqual({})
  })

  const closedFor = (hours: number) => [
    {
      window_id: 'w',
      start_at: iso(noon - hourMs),
      end_at: iso(noon + hours * hourMs),
      reason: 'r',
      owners: [],
      providers: [],
    },
  ]

  test('what a window kept back is told once as soon as that is edited away, and waits when it is made longer', () => {
    const mistaken = scheduleOf({ maintenance_windows: closedFor(24 * 365 * 4) })
    const kept = planRoutes(mistaken, { plan_id: 'kept' }, noon)
    expect(planDue(mistaken, [kept], noon)).toBeNull()
    expect(play(scheduleOf(), [noon, noon + hourMs], [kept])).toMatchObject([
      { now: noon, only: true, route_decisions: [{ action: 'deliver' }] },
    ])
    const short = planRoutes(scheduleOf({ maintenance_windows: closedFor(1) }), { plan_id: 'short' }, noon)
    const longer = scheduleOf({ maintenance_windows: closedFor(3) })
    expect(
      play(
        longer,
        [1, 2, 3, 4].map((hours) => noon + hours * hourMs),
        [short],
      ),
    ).toMatchObject([{ now: noon + 3 * hourMs, route_decisions: [{ action: 'deliver' }] }])
  })

  test('what a policy of somebody’s own kept back is told as the schedule says', () => {
    const routing = { maintenance_windows: closedFor(24 * 365 * 4) }
    const kept = planRoutes(scheduleOf(), { plan_id: 'kept', routing }, noon)
    expect(kept.route_decisions).toMatchObject([{ action: 'suppress' }])
    expect(play(scheduleOf(), [noon, noon + hourMs], [kept])).toMatchObject([{ now: noon, only: true }])
  })

  test('follows the schedule as it is now, whatever it was when it was planned before', () =>
    fc.assert(
      fc.property(anySchedule, anyRouting, anyMoments, anyMoment, (schedule, before, moments, at) => {
        const stale = { ...schedule, status: 'active' as const, next_due_at: iso(noon - 30 * hourMs) }
        // The same owners and providers, with other windows and calendars.
        const { maintenance_windows, owner_calendars } = before
        const first = planRoutes({ ...stale, maintenance_windows, owner_calendars }, { plan_id: 'before' }, at)
        const later = moments.map((now) => now + 40 * hourMs)
        for (const now of [at, ...later]) {
          const wouldTell = new Set(
            decisionsOf(stale, now).flatMap((route) => (route.action === 'deliver' ? [routeKey(route)] : [])),
          )
          const told = first.route_decisions.flatMap((route) => (route.action === 'deliver' ? [routeKey(route)] : []))
          for (const key of told) wouldTell.delete(key)
          expect(planDue(stale, [first], now)).toEqual(wouldTell.size === 0 ? null : { only: wouldTell })
        }
      }),
    ))

  test('has nothing new until the next window or calendar is over', () =>
    fc.assert(
      fc.property(anySchedule, anyMoment, fc.integer({ min: 0, max: 24 * 60 }), (schedule, now, minutes) => {
        const stale = { ...schedule, status: 'active' as const, next_due_at: iso(noon - 30 * hourMs) }
        const first = planRoutes(stale, { plan_id: 'first' }, now)
        const later = now + minutes * 60_000
        if (later < nextOpening(stale, now)) expect(planDue(stale, [first], later)).toBeNull()
      }),
    ))

  test('whoever was told is not told again because a later plan of somebody’s kept them out', () => {
    const window = {
      window_id: 'w',
      start_at: iso(noon),
      end_at: iso(noon + hourMs),
      reason: 'r',
      owners: [],
      providers: [],
    }
    const schedule = scheduleOf({ next_due_at: iso(noon - 2 * hourMs), maintenance_windows: [window] })
    const told = planRoutes(schedule, { plan_id: 'told' }, noon - hourMs)
    const kept = planRoutes(schedule, { plan_id: 'kept' }, noon)
    expect([told, kept].map(({ route_decisions }) => route_decisions[0]?.action)).toEqual(['deliver', 'suppress'])
    expect(planDue(schedule, [told, kept], noon + 2 * hourMs)).toBeNull()
  })
})
