import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  allowedOnRoute,
  routeAnswers,
  whyNotOnRoute,
  whyNotStartDrill,
  whyNotUnverified,
} from '../../shared/domain/drill-guards.ts'
import {
  acknowledgementStates,
  canBecome,
  permissionFor,
  type RouteState,
  routeStates,
} from '../../shared/domain/drill-route.ts'
import { scheduleStatuses } from '../../shared/domain/drill-schedule.ts'
import { type Permission, permissionsOf, roles } from '../../shared/domain/permission.ts'

const told = (state: RouteState) => ({ action: 'deliver', reason: 'it is due', state }) as const
const suppressed = { action: 'suppress', reason: 'the window is open', state: null } as const
const routes = [suppressed, ...routeStates.map(told)]
const everything = permissionsOf(['admin'])

const keptOff = whyNotUnverified(false, true)

const anyPermissions = fc
  .subarray<Permission>(['drills.acknowledge', 'drills.escalate', 'drills.resolve', 'drills.run', 'read'])
  .map((held): ReadonlySet<Permission> => new Set(held))

describe('what may be done to a route', () => {
  test('is offered just where it is accepted, and refused for the reason that was shown', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...routes),
        fc.constantFrom(...scheduleStatuses),
        anyPermissions,
        fc.constantFrom(undefined, keptOff),
        (route, status, permissions, kept) => {
          const offers = allowedOnRoute(route, { status }, permissions, kept)
          expect(offers.map(({ name }) => name)).toEqual([...Object.keys(routeAnswers), 'start_drill'])
          for (const { name, enabled, reason } of offers) {
            const refusal =
              name === 'start_drill'
                ? whyNotStartDrill({ status }, permissions)
                : whyNotOnRoute(route, routeAnswers[name], permissions, kept)
            expect({ enabled, reason }).toEqual({ enabled: refusal === undefined, reason: refusal?.detail })
          }
        },
      ),
      { numRuns: 1000 },
    ))

  test('is what the states allow, for whoever has the permission, and nothing for anybody else', () => {
    for (const role of roles)
      for (const to of acknowledgementStates)
        for (const route of routes) {
          const permissions = permissionsOf([role])
          const isAllowed = route.state !== null && canBecome(route.state, to) && permissions.has(permissionFor[to])
          expect(whyNotOnRoute(route, to, permissions) === undefined, `${role} ${to} ${route.state}`).toBe(isAllowed)
        }
  })

  test('who may not is told that first, whatever the state', () => {
    for (const route of routes)
      for (const to of acknowledgementStates)
        expect(whyNotOnRoute(route, to, new Set(['read']))).toMatchObject({
          code: 'permission_denied',
          fields: { permission: permissionFor[to] },
        })
  })

  test('who is not verified where that is asked for is told so next, and may still begin a drill', () => {
    for (const route of routes)
      for (const to of acknowledgementStates) {
        expect(whyNotOnRoute(route, to, everything, keptOff)?.code).toBe('verified_session_required')
        expect(whyNotOnRoute(route, to, new Set(['read']), keptOff)?.code).toBe('permission_denied')
      }
    const offers = allowedOnRoute(told('outstanding'), { status: 'active' }, everything, keptOff)
    expect(offers.filter(({ enabled }) => enabled).map(({ name }) => name)).toEqual(['start_drill'])
    for (const [verified, required] of [
      [true, true],
      [true, false],
      [false, false],
    ] as const)
      expect(whyNotUnverified(verified, required)).toBeUndefined()
  })

  test('a route that nobody was told of says why there is nothing to answer', () => {
    for (const to of acknowledgementStates)
      expect(whyNotOnRoute(suppressed, to, everything)).toEqual({
        code: 'invalid_transition',
        detail: 'Nobody was told, so there is nothing to answer: the window is open.',
        fields: { status: 'suppressed' },
      })
  })

  test('what is over stays so', () => {
    for (const state of ['resolved', 'dismissed'] as const)
      for (const to of acknowledgementStates)
        expect(whyNotOnRoute(told(state), to, everything)).toMatchObject({
          code: 'invalid_transition',
          fields: { status: state },
        })
  })
})

test('a drill is begun from a schedule that is active, by who may run drills', () => {
  expect(whyNotStartDrill({ status: 'active' }, everything)).toBeUndefined()
  expect(whyNotStartDrill({ status: 'paused' }, everything)).toMatchObject({ fields: { status: 'paused' } })
  expect(whyNotStartDrill({ status: 'active' }, permissionsOf(['viewer']))).toMatchObject({
    fields: { permission: 'drills.run' },
  })
})
