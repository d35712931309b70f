import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AcknowledgementState,
  acknowledgementStates,
  ageMinutes,
  alertLevelOf,
  canBecome,
  isBreached,
  isFinal,
  moveRoute,
  type RouteState,
  recommendationFor,
  routeStates,
  sloEndsAt,
} from '../../shared/domain/drill-route.ts'
import { anyMoment, iso, noon } from './drill-arbitraries.ts'

const minute = 60_000
const routeIn = (state: RouteState, minutes = 30) =>
  ({ action: 'deliver', state, created_at: iso(noon), acknowledgement_minutes: minutes }) as const

describe('the state of a route', () => {
  test.each<[from: RouteState, to: AcknowledgementState[]]>([
    ['outstanding', ['acknowledged', 'escalated', 'resolved', 'dismissed']],
    ['acknowledged', ['escalated', 'resolved', 'dismissed']],
    ['escalated', ['acknowledged', 'resolved', 'dismissed']],
    ['resolved', []],
    ['dismissed', []],
  ])('from %s to %j, and nowhere else', (from, to) => {
    expect(acknowledgementStates.filter((each) => canBecome(from, each))).toEqual(to)
    expect(isFinal(from)).toBe(to.length === 0)
    for (const each of acknowledgementStates) {
      const moved = moveRoute(from, each)
      expect(moved.ok).toBe(to.includes(each))
      if (!moved.ok) expect(moved.refusal).toMatchObject({ code: 'invalid_transition', fields: { status: from } })
    }
  })

  test('the latest acknowledgement wins, and nothing un-resolves', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acknowledgementStates), { maxLength: 20 }), (asked) => {
        const accepted: AcknowledgementState[] = []
        let state: RouteState = 'outstanding'
        for (const to of asked) {
          const moved = moveRoute(state, to)
          if (!moved.ok) continue
          state = moved.value
          accepted.push(to)
        }
        expect(state).toBe(accepted.at(-1) ?? 'outstanding')
        const end = accepted.findIndex((each) => each === 'resolved' || each === 'dismissed')
        if (end >= 0) expect(accepted).toHaveLength(end + 1)
        expect(accepted).not.toContain('outstanding')
      }),
    ))
})

describe('being late', () => {
  test.each([
    [30 * minute - 1, false],
    [30 * minute, true],
    [31 * minute, true],
  ])('the moment itself counts: after %i ms', (later, late) => {
    expect(isBreached(routeIn('outstanding'), noon + later)).toBe(late)
    expect(sloEndsAt(routeIn('outstanding'))).toBe(iso(noon + 30 * minute))
  })

  test('is over once anybody has answered, and never begins for what nobody was told', () =>
    fc.assert(
      fc.property(fc.constantFrom(...acknowledgementStates), anyMoment, (state, now) => {
        expect(isBreached(routeIn(state), now)).toBe(false)
        expect(isBreached({ ...routeIn('outstanding'), action: 'suppress' }, now)).toBe(false)
      }),
    ))

  test('once late, a route that nobody answers stays late', () =>
    fc.assert(
      fc.property(anyMoment, fc.nat(10_000_000), fc.integer({ min: 1, max: 600 }), (now, later, minutes) => {
        const route = routeIn('outstanding', minutes)
        if (isBreached(route, now)) expect(isBreached(route, now + later)).toBe(true)
      }),
    ))

  test('its age is in whole minutes, and never below nothing', () => {
    expect(ageMinutes(routeIn('outstanding'), noon + 90_000)).toBe(1)
    expect(ageMinutes(routeIn('outstanding'), noon - minute)).toBe(0)
  })

  test('what is recommended follows', () => {
    expect(recommendationFor('outstanding', true)).toBe('escalate_missed_drill_notification')
    expect(recommendationFor('outstanding', false)).toBe('await_acknowledgement')
    for (const state of acknowledgementStates) expect(recommendationFor(state, false)).toBe('no_action')
  })
})

describe('the alert level', () => {
  const late = noon + 60 * minute
  test.each<[what: string, states: RouteState[], stale: boolean, now: number, level: string]>([
    ['nobody was told', [], false, noon, 'healthy'],
    ['all answered', ['acknowledged', 'resolved', 'dismissed'], false, late, 'healthy'],
    ['one waits within its time', ['resolved', 'outstanding'], false, noon, 'warning'],
    ['one was escalated', ['resolved', 'escalated'], false, late, 'warning'],
    ['one is late', ['resolved', 'outstanding'], false, late, 'critical'],
    ['the schedule is stale, whoever answered', ['resolved'], true, noon, 'critical'],
  ])('%s', (_, states, stale, now, level) => {
    expect(
      alertLevelOf(
        states.map((state) => routeIn(state)),
        stale,
        now,
      ),
    ).toBe(level)
  })

  test('does not ask for what was suppressed', () => {
    for (const state of routeStates)
      expect(alertLevelOf([{ ...routeIn(state), action: 'suppress' }], false, late)).toBe('healthy')
  })
})
