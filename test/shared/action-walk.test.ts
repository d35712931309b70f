import { describe, expect, test } from 'vitest'
import type { ActionType, Mode } from '../../shared/domain/action-policy.ts'
import { type Person, proposed } from './action-setting.ts'
import { walk } from './action-walk.ts'

/*
 * How many rows there are, counted by hand. Two may claim, at five moments: each approved row is there unclaimed and
 * claimed in ten ways, and once executed. Three may approve a tier 1 or 2, the proposer among them: 1 proposed, 3 × 11
 * approved, 3 executed, 1 + 3 rejected, 1 expired. A tier 3 of the operator's: 4 proposed (nobody yet, or one of three),
 * 3 pairs and 3 × 3 with broken glass (before it nobody, or one of two; its review open, or closed by one of two). So
 * 12 × 11 approved, 12 executed, 4 + 12 rejected, 4 expired. And so on; a dry run is neither claimed nor executed.
 */
const settings: [type: ActionType, mode: Mode, by: Person, alone: boolean, rows: number][] = [
  ['alert', 'supervised', 'operator', false, 42],
  ['alert', 'supervised', 'approver', false, 42],
  ['alert', 'supervised', 'commander', false, 42],
  ['alert', 'autonomous', 'operator', false, 43],
  ['alert', 'autonomous', 'approver', false, 43],
  ['alert', 'autonomous', 'commander', false, 43],
  ['alert', 'dry_run', 'operator', false, 9],
  ['alert', 'dry_run', 'approver', false, 9],
  ['alert', 'dry_run', 'commander', false, 9],
  ['throttle', 'supervised', 'operator', false, 42],
  ['throttle', 'supervised', 'approver', false, 42],
  ['throttle', 'supervised', 'commander', false, 42],
  ['throttle', 'autonomous', 'operator', false, 42],
  ['throttle', 'autonomous', 'approver', false, 42],
  ['throttle', 'autonomous', 'commander', false, 42],
  ['throttle', 'dry_run', 'operator', false, 9],
  ['throttle', 'dry_run', 'approver', false, 9],
  ['throttle', 'dry_run', 'commander', false, 9],
  ['kill_run', 'supervised', 'operator', false, 168],
  ['kill_run', 'supervised', 'approver', false, 100],
  ['kill_run', 'supervised', 'commander', false, 139],
  ['kill_run', 'supervised', 'commander', true, 81],
  ['kill_run', 'autonomous', 'operator', false, 168],
  ['kill_run', 'autonomous', 'approver', false, 100],
  ['kill_run', 'autonomous', 'commander', false, 139],
  ['kill_run', 'autonomous', 'commander', true, 81],
  ['kill_run', 'dry_run', 'operator', false, 36],
  ['kill_run', 'dry_run', 'approver', false, 23],
  ['kill_run', 'dry_run', 'commander', false, 29],
  ['kill_run', 'dry_run', 'commander', true, 15],
]

describe('everything that can become of a proposal', () => {
  test.each(settings.map(([type, mode, by, alone, rows]) => ({ type, mode, by, alone, rows })))(
    '$type, $mode, by the $by, alone: $alone: $rows rows, and every rule holds at every step',
    ({ type, mode, by, alone, rows }) => {
      const { wrong, ...walked } = walk(proposed({ type, mode, by, alone }))
      expect(wrong.slice(0, 5)).toEqual([])
      expect(walked.rows).toBe(rows)
      // Nineteen inputs by five people, signed in lately or not, and two deeds, held or not, at each of five moments.
      expect(walked.tried).toBe(rows * (19 * 5 * 2 + 2 * 2) * 5)
      expect(walked.accepted).toBeGreaterThan(rows)
    },
  )
})
