import fc from 'fast-check'
import { type Schedule, scheduleStatuses } from '../../shared/domain/drill-schedule.ts'

export const hourMs = 60 * 60_000
/** The moment around which everything in these tests happens. */
export const noon = Date.parse('2026-11-21T12:00:00.000Z')
export const iso = (ms: number): string => new Date(ms).toISOString()

const owners = ['payments', 'platform', 'search'] as const
const providers = ['slack', 'teams', 'pager'] as const

/** Of whole hours, so that its edges are met often. */
const anyWindow = fc
  .record({ from: fc.integer({ min: -12, max: 12 }), hours: fc.integer({ min: 1, max: 12 }) })
  .map(({ from, hours }) => ({
    start_at: iso(noon + from * hourMs),
    end_at: iso(noon + (from + hours) * hourMs),
    reason: 'closed',
  }))
const some = <T>(values: readonly T[], minLength = 0) => fc.subarray([...values], { minLength })

const anyMaintenance = fc
  .record({ window: anyWindow, owners: some(owners), providers: some(providers), name: fc.uuid() })
  .map(({ window, name, ...whom }) => ({ ...window, ...whom, window_id: name }))

const anyOwnerRoute = fc.record(
  {
    providers: some(providers),
    acknowledgement_minutes: fc.integer({ min: 1, max: 600 }),
    escalation_owner: fc.constantFrom('lead', 'on-call'),
  },
  { requiredKeys: ['providers'] },
)

export const anyRouting = fc.record({
  owner_routes: fc.dictionary(fc.constantFrom(...owners, 'toString'), anyOwnerRoute, { maxKeys: 3 }),
  maintenance_windows: fc.array(anyMaintenance, { maxLength: 4 }),
  owner_calendars: fc.dictionary(
    fc.constantFrom(...owners),
    fc.record({ unavailable_windows: fc.array(anyWindow, { maxLength: 3 }) }),
    { maxKeys: 3 },
  ),
})

export const anySchedule: fc.Arbitrary<Schedule> = fc
  .record({
    routing: anyRouting,
    status: fc.constantFrom(...scheduleStatuses),
    due: fc.integer({ min: -48, max: 400 }),
    owners: some(owners, 1),
    notification_providers: some(providers, 1),
  })
  .map(({ routing, due, ...wanted }) => scheduleOf({ ...routing, ...wanted, next_due_at: iso(noon + due * hourMs) }))

export const scheduleOf = (wanted: Partial<Schedule> = {}): Schedule => ({
  schedule_id: 'checkout',
  title: 'Checkout rollback',
  environment: 'staging',
  status: 'active',
  interval_days: 30,
  due_soon_days: 7,
  next_due_at: iso(noon - hourMs),
  recovery_limit_seconds: 300,
  owners: ['payments'],
  notification_providers: ['slack'],
  owner_routes: {},
  maintenance_windows: [],
  owner_calendars: {},
  runbook_ref: 'runbooks/checkout',
  runbook_steps: [],
  ...wanted,
})

export const anyMoment = fc.integer({ min: -24 * 60, max: 24 * 60 }).map((minutes) => noon + minutes * 60_000)
