import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countRoutes, isOpen, type Planned, planDue, planRoutes, routeKey } from '../../shared/domain/drill-plan.ts'
import type { RouteDecision } from '../../shared/domain/drill-route.ts'
import { type Schedule, standingOf } from '../../shared/domain/drill-schedule.ts'
import { anyMoment, anyRouting, anySchedule, hourMs, iso, noon, scheduleOf } from './drill-arbitraries.ts'

const decisionsOf = (schedule: Schedule, now: number, provider = 'all') =>
  planRoutes(schedule, { plan_id: 'p', provider }, now).route_decisions

const isMeantFor = (route: RouteDecision) => (window: { owners: readonly string[]; providers: readonly string[] }) =>
  (window.owners.length === 0 || window.owners.includes(route.owner)) &&
  (window.providers.length === 0 || window.providers.includes(route.provider))

describe('a plan', () => {
  test('never sends a route that is in a maintenance window', () =>
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, now) => {
        for (const route of decisionsOf(schedule, now)) {
          const closed = schedule.maintenance_windows.filter(isMeantFor(route)).some((window) => isOpen(window, now))
          if (closed) expect(route.action).toBe('suppress')
        }
      }),
    ))

  test('never sends what a policy of its own closes, whatever the schedule says', () =>
    fc.assert(
      fc.property(anySchedule, anyRouting, anyMoment, (schedule, routing, now) => {
        const { route_decisions } = planRoutes(schedule, { plan_id: 'p', routing }, now)
        for (const route of route_decisions) {
          const closed = routing.maintenance_windows.filter(isMeantFor(route)).some((window) => isOpen(window, now))
          if (closed) expect(route.action).toBe('suppress')
        }
      }),
    ))

  test('sends what is due and not closed, and says of everything else why not', () =>
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, now) => {
        const { status } = standingOf(schedule, now)
        for (const route of decisionsOf(schedule, now)) {
          const closed = schedule.maintenance_windows.filter(isMeantFor(route)).some((window) => isOpen(window, now))
          const calendar = schedule.owner_calendars[route.owner]?.unavailable_windows ?? []
          const away = calendar.some((window) => isOpen(window, now))
          expect(route.owner_available).toBe(!away)
          const category =
            status === 'not_requested'
              ? 'other'
              : status === 'ready'
                ? 'healthy_schedule'
                : closed
                  ? 'maintenance_window'
                  : away
                    ? 'owner_calendar'
                    : 'deliver'
          expect(route).toMatchObject({ category, action: category === 'deliver' ? 'deliver' : 'suppress' })
          expect(route.reason).not.toBe('')
        }
      }),
    ))

  test('has every owner at every provider of theirs once, and counts them right', () =>
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, now) => {
        const decisions = decisionsOf(schedule, now)
        expect(new Set(decisions.map(routeKey)).size).toBe(decisions.length)
        expect(new Set(decisions.map(({ route_id }) => route_id)).size).toBe(decisions.length)
        expect(new Set(decisions.map(({ owner }) => owner))).toEqual(
          new Set([...schedule.owners, ...Object.keys(schedule.owner_routes)]),
        )
        const counts = countRoutes(decisions)
        expect(counts.deliverable_route_count + counts.suppressed_route_count).toBe(decisions.length)
        expect(counts.maintenance_suppressed_count + counts.calendar_suppressed_count).toBeLessThanOrEqual(
          counts.suppressed_route_count,
        )
      }),
    ))

  test.each<[what: string, schedule: Partial<Schedule>, provider: string, routes: string[]]>([
    [
      'every owner by every provider',
      { owners: ['a', 'b'], notification_providers: ['x', 'y'] },
      'all',
      ['a x', 'a y', 'b x', 'b y'],
    ],
    [
      'the providers of an owner’s own route',
      { owners: ['a', 'b'], notification_providers: ['x'], owner_routes: { a: { providers: ['z'] } } },
      'all',
      ['a z', 'b x'],
    ],
    [
      'an owner whose own route names none has the schedule’s',
      { owners: ['a'], notification_providers: ['x'], owner_routes: { a: { providers: [] } } },
      'all',
      ['a x'],
    ],
    [
      'an owner who is only in a route',
      { owners: ['a'], notification_providers: ['x'], owner_routes: { c: { providers: ['z'] } } },
      'all',
      ['a x', 'c z'],
    ],
    [
      'the providers that are asked for',
      { owners: ['a'], notification_providers: ['x', 'y', 'z'] },
      'x, z',
      ['a x', 'a z'],
    ],
    ['a provider that nobody has', { owners: ['a'], notification_providers: ['x'] }, 'q', []],
    ['a provider that is named twice', { owners: ['a'], notification_providers: ['x', 'x'] }, 'all', ['a x']],
  ])('%s', (_, schedule, provider, routes) => {
    const decisions = decisionsOf(scheduleOf(schedule), noon, provider)
    expect(decisions.map((route) => `${route.owner} ${route.provider}`)).toEqual(routes)
  })

  test('the time to answer is the owner’s own, or the product’s, and says which', () => {
    const own = { payments: { providers: ['slack'], acknowledgement_minutes: 30, escalation_owner: 'lead' } }
    const [first, second] = decisionsOf(scheduleOf({ owners: ['payments', 'search'], owner_routes: own }), noon)
    expect(first).toMatchObject({ acknowledgement_minutes: 30, slo_of: 'owner', escalation_owner: 'lead' })
    expect(second).toMatchObject({ acknowledgement_minutes: 60, slo_of: 'default', escalation_owner: 'search' })
  })

  test.each([
    [-1, 'deliver'],
    [0, 'suppress'],
    [hourMs - 1, 'suppress'],
    [hourMs, 'deliver'],
  ])('a window begins with its first moment and is over at its last: %i ms', (later, action) => {
    const window = {
      window_id: 'w',
      start_at: iso(noon),
      end_at: iso(noon + hourMs),
      reason: 'r',
      owners: [],
      providers: [],
    }
    expect(decisionsOf(scheduleOf({ maintenance_windows: [window] }), noon + later)[0]).toMatchObject({ action })
  })
})

describe('what the scheduler plans', () => {
  /** Looks every so often, as the scheduler does, and remembers what it planned. */
  function play(schedule: Schedule, moments: readonly number[]) {
    const planned: (Planned & { now: number; only: boolean })[] = []
    for (const now of moments) {
      const due = planDue(schedule, planned, now)
      if (due === null) continue
      const plan = planRoutes(schedule, { plan_id: `p${planned.length}`, ...due }, now)
      planned.push({ ...plan, now, only: due.only !== undefined })
      expect(planDue(schedule, planned, now)).toBeNull()
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
