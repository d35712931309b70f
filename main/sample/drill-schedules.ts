import type { z } from '@hono/zod-openapi'
import type { NewSchedule } from '../../shared/contract/drill-schedules.ts'

const day = 24 * 60

/** A moment so many minutes from now; before now where it is negative. */
type At = (minutes: number) => string
type Wanted = z.input<typeof NewSchedule>

/** As they were when they were set; what was run since has moved the day on which each is due. */
export const drillSchedules = {
  'checkout-rollback': (at) => ({
    title: 'Checkout agent: back to the last good build',
    environment: 'staging',
    interval_days: 28,
    due_soon_days: 7,
    next_due_at: at(-30 * day),
    recovery_limit_seconds: 300,
    owners: ['payments-oncall', 'platform'],
    notification_providers: ['desktop', 'slack'],
    owner_routes: {
      'payments-oncall': {
        providers: ['slack', 'pagerduty'],
        acknowledgement_minutes: 30,
        escalation_owner: 'platform-lead',
      },
      platform: { providers: ['desktop', 'webhook'], acknowledgement_minutes: 120 },
    },
    runbook_ref: 'runbooks/checkout/rollback.md',
    runbook_steps: [
      'Freeze deploys of the checkout agent in staging',
      'Shift traffic to the last good build',
      'Replay ten refunds and compare the amounts',
      'Thaw deploys',
    ],
  }),
  'flag-restore': (at) => ({
    title: 'Feature flags: restore the last known set',
    environment: 'staging',
    interval_days: 30,
    next_due_at: at(-26 * day),
    recovery_limit_seconds: 120,
    owners: ['release-desk', 'experiments'],
    notification_providers: ['teams', 'desktop'],
    owner_routes: {
      'release-desk': { providers: ['teams', 'desktop'], acknowledgement_minutes: 24 * 60 },
      experiments: { providers: ['webhook'], acknowledgement_minutes: 12 * 60, escalation_owner: 'release-desk' },
    },
    runbook_ref: 'runbooks/flags/restore.md',
    runbook_steps: [
      'Export the flags as they are',
      'Restore the set of the night',
      'Compare both and note what differs',
    ],
  }),
  'model-switch': (at) => ({
    title: 'Triage agent: back to the large model',
    environment: 'development',
    interval_days: 30,
    next_due_at: at(-5 * day),
    recovery_limit_seconds: 300,
    owners: ['ml-platform'],
    notification_providers: ['slack', 'webhook'],
    owner_routes: { 'ml-platform': { providers: [], acknowledgement_minutes: 240 } },
    runbook_ref: 'runbooks/models/switch-back.md',
    runbook_steps: ['Switch to the small model', 'Ask the twenty questions', 'Switch back', 'Ask them again'],
  }),
  'index-restore': (at) => ({
    title: 'Search index: restore the snapshot of the night',
    environment: 'staging',
    interval_days: 21,
    next_due_at: at(-18 * day),
    recovery_limit_seconds: 900,
    owners: ['search', 'storage'],
    notification_providers: ['slack', 'desktop'],
    owner_routes: { storage: { providers: ['desktop'], acknowledgement_minutes: 180 } },
    maintenance_windows: [
      {
        window_id: 'storage-move',
        start_at: at(-9 * 60),
        end_at: at(15 * 60),
        reason: 'The staging storage is being moved: nothing can be restored until it is over.',
      },
    ],
    runbook_ref: 'runbooks/search/restore.md',
    runbook_steps: ['Take the index out of service', 'Restore the snapshot', 'Run the fifty known queries'],
  }),
  'billing-replay': (at) => ({
    title: 'Billing agent: undo and replay a day of invoices',
    environment: 'sandbox',
    interval_days: 14,
    next_due_at: at(-15 * day),
    recovery_limit_seconds: 1800,
    owners: ['billing-lead', 'finance-ops'],
    notification_providers: ['teams', 'slack'],
    owner_routes: {
      'billing-lead': { providers: ['slack'], acknowledgement_minutes: 60, escalation_owner: 'finance-ops' },
      'finance-ops': { providers: ['teams'], acknowledgement_minutes: 480 },
    },
    owner_calendars: {
      'billing-lead': {
        unavailable_windows: [{ start_at: at(-4 * day), end_at: at(6 * day), reason: 'On holiday.' }],
      },
    },
    runbook_ref: 'runbooks/billing/replay.md',
    runbook_steps: ['Copy the ledger of the day', 'Undo its invoices', 'Replay them', 'Compare the sums'],
  }),
  'eu-west-failover': (at) => ({
    title: 'Fleet eu-west: fail over and come back',
    environment: 'staging',
    interval_days: 90,
    next_due_at: at(20 * day),
    recovery_limit_seconds: 600,
    owners: ['fleet'],
    notification_providers: ['slack', 'pagerduty'],
    runbook_ref: 'runbooks/fleet/failover.md',
    runbook_steps: ['Drain eu-west', 'Watch us-east take over', 'Come back'],
  }),
  'retries-ceiling': (at) => ({
    title: 'Retry policy: lift the ceiling and put it back',
    environment: 'development',
    interval_days: 45,
    due_soon_days: 5,
    next_due_at: at(1 * day),
    recovery_limit_seconds: 2400,
    owners: ['fleet', 'payments-oncall'],
    notification_providers: ['slack', 'teams'],
    owner_routes: {
      fleet: { providers: ['slack'], acknowledgement_minutes: 60 },
      'payments-oncall': { providers: ['teams'], acknowledgement_minutes: 60 },
    },
    runbook_ref: 'runbooks/fleet/retries.md',
    runbook_steps: [
      'Lift the ceiling for the test fleet',
      'Send the recorded burst of the night',
      'Put the ceiling back',
      'See that calls fall to three a request',
    ],
  }),
  'sales-prompt': (at) => ({
    title: 'Sales assistant: restore the prompt before this one',
    environment: 'development',
    status: 'retired',
    interval_days: 60,
    next_due_at: at(-12 * day),
    owners: ['sales-tools'],
    notification_providers: ['teams'],
    runbook_ref: 'runbooks/sales/prompt.md',
  }),
} as const satisfies Record<string, (at: At) => Wanted>

export type ScheduleId = keyof typeof drillSchedules
