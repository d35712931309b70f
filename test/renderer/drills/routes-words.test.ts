import { expect, test } from 'vitest'
import type { DrillDashboard } from '../../../renderer/drills-api.ts'
import { tellingOf } from '../../../renderer/screens/drills/route-words.ts'
import { levelSays } from '../../../renderer/screens/drills/routes/dashboard-strip.tsx'
import { standingOf } from '../../../renderer/screens/drills/routes/standing.ts'

test.each([
  ['delivered', 'by pagerduty'],
  ['failed', 'for pagerduty: failed'],
  ['unknown', 'for pagerduty: not known whether it arrived'],
  ['pending', 'for pagerduty: on its way'],
  [null, 'for pagerduty: not handed over yet'],
] as const)('a delivery that is %s is told as it is', (delivery, words) => {
  expect(tellingOf(delivery, 'pagerduty')).toBe(words)
})

const quiet: DrillDashboard = {
  generated_at: '2026-11-20T12:00:00Z',
  alert_level: 'healthy',
  plan_count: 0,
  delivery_count: 0,
  failed_delivery_count: 0,
  failed_delivery_open_count: 0,
  acknowledgement_count: 0,
  outstanding_acknowledgement_count: 0,
  acknowledged_count: 0,
  escalated_count: 0,
  resolved_count: 0,
  dismissed_count: 0,
  breached_count: 0,
  suppressed_route_count: 0,
  next_breach_at: null,
  outstanding_acknowledgements: [],
  latest: [],
}

test('that nobody is waited for is said only where a drill is asked for', () => {
  expect(levelSays(quiet, { stale: 0, active: 2 })).toBe('nobody is waited for')
  expect(levelSays(quiet, { stale: 0, active: 0 })).toBe('no drill is asked for')
  expect(levelSays(quiet, { stale: undefined, active: undefined })).toBe('nobody is waited for')
})

test('it stands otherwise when time alone has made one late, and not when nothing has changed', () => {
  expect(standingOf({ ...quiet, breached_count: 1 })).not.toBe(standingOf(quiet))
  expect(standingOf({ ...quiet, acknowledgement_count: 1 })).not.toBe(standingOf(quiet))
  expect(standingOf({ ...quiet, generated_at: '2026-11-20T12:01:00Z' })).toBe(standingOf(quiet))
})
