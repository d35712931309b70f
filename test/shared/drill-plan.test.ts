import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countRoutes, isOpen, planRoutes, routeKey } from '../../shared/domain/drill-plan.ts'
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
