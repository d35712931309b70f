import { describe, expect, test } from 'vitest'
import { runTime } from '../../../renderer/screens/drills/runs/run-time.ts'
import { readEvidence } from '../../../renderer/screens/drills/schedules/evidence.ts'

const began_at = '2026-11-21T10:00:00.000Z'
const begun = Date.parse(began_at)
const running = {
  state: 'running' as const,
  began_at,
  recovery_limit_seconds: 300,
  recovery_seconds: null,
  within_limit: null,
}

describe('the clock of a drill', () => {
  test.each([
    [0, '0:00', 'calm', '5:00 left'],
    [239, '3:59', 'calm', '1:01 left'],
    [240, '4:00', 'soon', '1:00 left'],
    [299, '4:59', 'soon', '0:01 left'],
    [300, '5:00', 'over', 'over by 0:00'],
    [372, '6:12', 'over', 'over by 1:12'],
  ])('after %i s it shows %s, %s: %s', (seconds, face, urgency, says) => {
    expect(runTime(running, begun + seconds * 1000)).toMatchObject({ face, urgency, says })
  })

  test('a page whose clock is behind shows no time before the beginning', () => {
    expect(runTime(running, begun - 5000)).toMatchObject({ face: '0:00', part: 0 })
  })

  test('stands at what was measured once the rollback is through, whatever goes on', () => {
    const through = { ...running, recovery_seconds: 252, within_limit: true }
    expect(runTime(through, begun + 9_999_000)).toMatchObject({
      face: '4:12',
      urgency: 'calm',
      says: 'through, 0:48 before the limit',
    })
    expect(runTime({ ...through, recovery_seconds: 312, within_limit: false }, begun)).toMatchObject({
      urgency: 'over',
      says: 'through, 0:12 over the limit',
      part: 1,
    })
  })

  test('what was abandoned before is not measured, and its clock does not run on', () => {
    expect(runTime({ ...running, state: 'abandoned' }, begun + 400_000)).toMatchObject({
      says: 'not measured',
      part: 0,
    })
  })
})

describe('the evidence of a delivery', () => {
  test('names each provider with what came of it', () => {
    expect(
      readEvidence({ success: false, attempts: 4, outcomes: { slack: 'delivered', pagerduty: 'failed' }, urls: ['u'] }),
    ).toEqual({
      success: false,
      attempts: 4,
      outcomes: [
        ['slack', 'delivered'],
        ['pagerduty', 'failed'],
      ],
      urls: ['u'],
    })
  })

  test('without outcomes it follows from the lists, and from nothing follows nothing', () => {
    expect(readEvidence({ success: true, providers: ['a', 'b'], failed_providers: ['b'] }).outcomes).toEqual([
      ['a', 'delivered'],
      ['b', 'failed'],
    ])
    expect(readEvidence({})).toEqual({ success: false, attempts: 0, outcomes: [], urls: [] })
  })
})
