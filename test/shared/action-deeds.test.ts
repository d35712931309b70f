import { describe, expect, test } from 'vitest'
import type { Action } from '../../shared/domain/action.ts'
import { actionTypes, modes, tierOf } from '../../shared/domain/action-policy.ts'
import { perform, runsByItself } from '../../shared/domain/action-rules.ts'
import { approved, claimed, executed, expired, half, rejected, tier3 } from './action-scenes.ts'
import { at, play, proposed, ttl, whoIs } from './action-setting.ts'

const countersign = whoIs('countersign')
const run = { name: 'run', outcome: { incident: '7' } } as const
const autonomous = proposed({ type: 'create_incident', mode: 'autonomous' })
const sometime: Action['progress'] = { status: 'approved', approved_at: at(1) }

describe('what runs by itself', () => {
  const all = actionTypes.flatMap((type) => modes.map((mode) => ({ type, mode, tier: tierOf[type] })))

  test.each(all)('$type (tier $tier) in $mode: only an autonomous tier 1', ({ type, mode }) => {
    const wanted = mode === 'autonomous' && ['alert', 'tag_trace', 'create_incident'].includes(type)
    const action = proposed({ type, mode })
    expect(runsByItself(action, false, at(0))).toBe(wanted)
    expect(runsByItself(action, true, at(0)), 'held').toBe(false)
    const event = perform(action, run, countersign, at(0), false)
    expect(event).toEqual(wanted ? { kind: 'executed', by: countersign, at: at(0), outcome: run.outcome } : undefined)
    expect(perform(action, run, countersign, at(0), true), 'held').toBeUndefined()
  })

  test.each<[string, Action, number, boolean]>([
    ['until a millisecond before its TTL is over', autonomous, ttl - 0.001, true],
    ['not past its TTL: who held it too long lets it expire', autonomous, ttl, false],
    ['not once approved', { ...autonomous, progress: sometime }, 1, false],
    ['not once executed', { ...autonomous, progress: executed.progress }, 1, false],
    ['not once rejected', play(autonomous, ['operator', 'reject']), 1, false],
    ['not once expired', { ...autonomous, progress: expired.progress }, 1, false],
  ])('%s', (_, action, seconds, wanted) => {
    expect(runsByItself(action, false, at(seconds))).toBe(wanted)
    expect(perform(action, run, countersign, at(seconds), false) !== undefined).toBe(wanted)
  })
})

describe('what expires by itself', () => {
  test.each<[string, Action, number, boolean]>([
    ['a proposed row, at the very moment', tier3, ttl, true],
    ['a proposed row, later', tier3, 9999, true],
    ['a row with one approval of two', half, ttl, true],
    ['an autonomous tier 1 that was held', autonomous, ttl, true],
    ['not a proposed row a millisecond before', tier3, ttl - 0.001, false],
    ['not an approved row, however long it waits', approved, 9999, false],
    ['not a claimed row', claimed, 9999, false],
    ['not an executed row', executed, 9999, false],
    ['not a rejected row', rejected, 9999, false],
    ['not an expired row again', expired, 9999, false],
  ])('%s', (_, action, seconds, wanted) => {
    for (const held of [true, false]) {
      const event = perform(action, { name: 'expire' }, countersign, at(seconds), held)
      expect(event).toEqual(wanted ? { kind: 'expired', at: at(seconds) } : undefined)
    }
  })
})
