import { describe, expect, test } from 'vitest'
import { isClaimed, isOutcomeUnknown, isReviewOpen, isSettled } from '../../shared/domain/action.ts'
import { approved, broken, claimed, executed, expired, rejected, reviewed, tier3 } from './action-scenes.ts'
import { at, play } from './action-setting.ts'

describe('what one asks of a row', () => {
  test.each([
    ['a proposed row', tier3, { claimed: false, unknown: false, open: false, settled: false }],
    ['an approved row', approved, { claimed: false, unknown: false, open: false, settled: false }],
    ['a claimed row', claimed, { claimed: true, unknown: false, open: false, settled: false }],
    ['an executed row', executed, { claimed: false, unknown: false, open: false, settled: true }],
    [
      'an executed row that was claimed',
      play(claimed, ['runner', 'mark_executed']),
      { claimed: false, unknown: false, open: false, settled: true },
    ],
    ['a rejected row', rejected, { claimed: false, unknown: false, open: false, settled: true }],
    ['an expired row', expired, { claimed: false, unknown: false, open: false, settled: true }],
    ['broken glass', broken, { claimed: false, unknown: false, open: true, settled: false }],
    [
      'broken glass, executed',
      play(broken, ['runner', 'mark_executed']),
      { claimed: false, unknown: false, open: true, settled: false },
    ],
    ['broken glass, reviewed', reviewed, { claimed: false, unknown: false, open: false, settled: false }],
    [
      'broken glass, reviewed and executed',
      play(reviewed, ['runner', 'mark_executed']),
      { claimed: false, unknown: false, open: false, settled: true },
    ],
  ])('%s', (_, action, wanted) => {
    const now = at(30.999)
    expect({
      claimed: isClaimed(action, now),
      unknown: isOutcomeUnknown(action, now),
      open: isReviewOpen(action),
      settled: isSettled(action),
    }).toEqual(wanted)
  })

  test('a lease is over at the moment itself, and what is executed or rejected has no unknown outcome', () => {
    const executedLater = play(claimed, ['machine', 'mark_executed', 31])
    const rejectedLater = play(claimed, ['approver', 'reject', 31])
    expect([isClaimed(claimed, at(31)), isOutcomeUnknown(claimed, at(31))]).toEqual([false, true])
    expect([isClaimed(claimed, at(30.999)), isOutcomeUnknown(claimed, at(30.999))]).toEqual([true, false])
    for (const action of [executedLater, rejectedLater]) expect(isOutcomeUnknown(action, at(9999))).toBe(false)
  })
})
