import { describe, expect, test } from 'vitest'
import {
  type ActionType,
  actionPolicy,
  actionTypes,
  confirmationFor,
  leaseBounds,
  modes,
  singleOperator,
  type Tier,
  tierOf,
  tiers,
  ttlBounds,
} from '../../shared/domain/action-policy.ts'

const minutes = 60

describe('the policy', () => {
  test.each<[ActionType, Tier]>([
    ['alert', 1],
    ['tag_trace', 1],
    ['create_incident', 1],
    ['throttle', 2],
    ['switch_model', 2],
    ['disable_flag', 2],
    ['kill_run', 3],
    ['rollback_deploy', 3],
    ['scale_down', 3],
  ])('%s is of tier %i', (type, tier) => {
    expect(tierOf[type]).toBe(tier)
  })

  test('there are nine types, three tiers and three modes', () => {
    expect(actionTypes).toHaveLength(9)
    expect(new Set(actionTypes)).toEqual(new Set(Object.keys(tierOf)))
    expect(tiers).toEqual([1, 2, 3])
    expect(modes).toEqual(['dry_run', 'supervised', 'autonomous'])
  })

  test.each([
    { tier: 1, approvals: 1, ttl: 60 * minutes, self: true, typed: false },
    { tier: 2, approvals: 1, ttl: 30 * minutes, self: true, typed: false },
    { tier: 3, approvals: 2, ttl: 15 * minutes, self: false, typed: true },
  ] as const)(
    'tier $tier takes $approvals, within $ttl s; by the proposer: $self; typed: $typed',
    ({ tier, ...wanted }) => {
      expect({
        approvals: actionPolicy.approvals[tier],
        ttl: actionPolicy.ttlSeconds[tier],
        self: actionPolicy.selfApproval[tier],
        typed: actionPolicy.typed[tier],
      }).toEqual(wanted)
    },
  )

  test('a request asks for 30 s to 24 h of TTL, and for 5 s to 1 h of lease', () => {
    expect(ttlBounds).toEqual({ min: 30, max: 24 * 60 * minutes })
    expect(leaseBounds).toEqual({ min: 5, max: 60 * minutes })
  })

  test('what a request gets that asks for nothing is within the bounds of what it may ask for', () => {
    const { ttlSeconds, leaseSeconds } = actionPolicy
    for (const tier of tiers) expect(ttlSeconds[tier]).toBeGreaterThanOrEqual(ttlBounds.min)
    for (const tier of tiers) expect(ttlSeconds[tier]).toBeLessThanOrEqual(ttlBounds.max)
    expect(leaseSeconds).toBeGreaterThanOrEqual(leaseBounds.min)
    expect(leaseSeconds).toBeLessThanOrEqual(leaseBounds.max)
  })

  test('a single operator approves their own tier 3, still typed; nothing else differs', () => {
    expect(singleOperator(actionPolicy)).toEqual({
      ...actionPolicy,
      approvals: { 1: 1, 2: 1, 3: 1 },
      selfApproval: { 1: true, 2: true, 3: true },
    })
    expect(actionPolicy.approvals[3], 'it is a copy that differs').toBe(2)
    expect(singleOperator(actionPolicy).typed[3]).toBe(true)
  })
})

describe('what has to be typed', () => {
  test.each([
    ['longer than 8', 'checkout-agent', 'checkout'],
    ['of exactly 8', 'checkout', 'checkout'],
    ['of 7, whole', 'billing', 'billing'],
    ['of one', 'x', 'x'],
    ['empty', '', ''],
    ['with spaces, as they are', ' a b c d e', ' a b c d'],
    ['with capitals, as they are', 'Checkout-Agent', 'Checkout'],
    [
      'beyond the first plane: a character is a code point, never half of one',
      '🚀🚀🚀🚀🚀🚀🚀🚀🚀',
      '🚀🚀🚀🚀🚀🚀🚀🚀',
    ],
    ['of 7 beyond the first plane, whole', '🚀🚀🚀🚀🚀🚀🚀', '🚀🚀🚀🚀🚀🚀🚀'],
    ['mixed', 'run-🚀-42-b', 'run-🚀-42'],
    ['with combining marks, which are code points of their own', 'e\u0301te\u0301-agent', 'e\u0301te\u0301-ag'],
  ])('of a target %s: %j gives %j', (_, target, wanted) => {
    expect(confirmationFor(target)).toBe(wanted)
  })
})
