import { describe, expect, test } from 'vitest'
import { whyNotUnverified } from '../../shared/domain/drill-guards.ts'
import type { ScheduleStatus } from '../../shared/domain/drill-schedule.ts'
import { allowedOnSchedule, scheduleCommands } from '../../shared/domain/drill-schedule-offers.ts'
import { type Permission, permissionsOf } from '../../shared/domain/permission.ts'

const everything = permissionsOf(['admin'])
const enabled = (status: ScheduleStatus, kept?: ReturnType<typeof whyNotUnverified>) =>
  allowedOnSchedule({ status }, everything, kept).flatMap((offer) => (offer.enabled ? [offer.name] : []))

describe('what may be done with a schedule', () => {
  test.each([
    ['active', ['deliver', 'start_drill', 'edit', 'pause', 'retire']],
    ['paused', ['edit', 'resume', 'retire']],
    ['retired', ['edit', 'resume']],
  ] as const)('%s', (status, expected) => expect(enabled(status)).toEqual(expected))

  test('whoever may not answer tells nobody anew, and may do the rest', () =>
    expect(enabled('active', whyNotUnverified(false, true))).toEqual(['start_drill', 'edit', 'pause', 'retire']))

  test('what is not offered says why, first of all the permission', () => {
    const nothing: ReadonlySet<Permission> = new Set(['read'])
    for (const status of ['active', 'paused', 'retired'] as const) {
      const refused = allowedOnSchedule({ status }, nothing)
      expect(refused.map(({ name }) => name)).toEqual(scheduleCommands)
      for (const { reason } of refused) expect(reason).toMatch(/needs the permission drills\.run/)
      for (const offer of allowedOnSchedule({ status }, everything))
        expect(offer.reason === undefined).toBe(offer.enabled)
    }
  })
})
