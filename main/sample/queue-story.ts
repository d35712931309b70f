import type { Command } from '../../shared/domain/action-commands.ts'
import { samplePeople } from '../identity/sample.ts'
import type { Member, Wanted } from './cast.ts'
import { refundLoop, twoLanguages } from './fleet/fleet-story.ts'

const hour = 60
const day = 24 * hour
const hours = (count: number) => count * 60 * 60

const person = ({ role, ...identity }: (typeof samplePeople)['operator']): Member => ({ identity, role })
export const operator = person(samplePeople.operator)
export const approver = person(samplePeople.approver)
export const commander = person(samplePeople.commander)
/** Whoever carries out what was approved: a runner's key, which the story makes before it comes to this. */
const runner = 'runner'

/** What happened so many minutes before now: something was proposed and got a name, something was done to it, or time went by. */
export type Line =
  | { ago: number; by: Member; propose: string; what: Wanted }
  | { ago: number; by: Member | 'runner'; on: string; command: Command }
  | { ago: number; sweep: true }

/** What is over: two that nobody answered, and a night without a second person. */
const yesterday: readonly Line[] = [
  {
    ago: 2 * day,
    by: operator,
    propose: 'quiet',
    what: {
      type: 'scale_down',
      target_ref: 'fleet/us-east',
      reason: 'Traffic is a third of capacity since the campaign ended; four replicas are enough until Monday.',
      payload: { from: 12, to: 4 },
    },
  },
  { ago: 2 * day - 16, sweep: true },
  {
    ago: 26 * hour,
    by: operator,
    propose: 'late',
    what: {
      type: 'switch_model',
      target_ref: 'sales-assistant',
      reason: 'Latency degradation: p95 7.9 s against a limit of 4 s since the provider’s incident began.',
      payload: { from: 'large', to: 'medium' },
    },
  },
  { ago: 26 * hour - 31, sweep: true },
  {
    ago: 22 * hour,
    by: operator,
    propose: 'scaled',
    what: {
      type: 'scale_down',
      target_ref: 'fleet/eu-west',
      reason: 'Runaway retries: 41,000 calls a minute against the payments API, which asks us to stop.',
      payload: { from: 40, to: 0 },
    },
  },
  {
    ago: 22 * hour - 2,
    by: commander,
    on: 'scaled',
    command: {
      name: 'break_glass',
      confirmation: 'fleet/eu',
      note: 'Payments is going down with us and nobody else is awake.',
    },
  },
  { ago: 22 * hour - 3, by: runner, on: 'scaled', command: { name: 'claim', lease_seconds: 300 } },
  {
    ago: 22 * hour - 4,
    by: runner,
    on: 'scaled',
    command: {
      name: 'mark_executed',
      outcome: { ok: true, replicas: { before: 40, after: 0 }, seconds: 48 },
    },
  },
  {
    ago: 13 * hour,
    by: approver,
    on: 'scaled',
    command: {
      name: 'close_review',
      note: 'Right call: payments recovered within two minutes. The retry policy is mended since.',
    },
  },
]

/** What was turned down, and why. */
const thisMorning: readonly Line[] = [
  {
    ago: 6 * hour,
    by: operator,
    propose: 'drift',
    what: {
      type: 'tag_trace',
      target_ref: twoLanguages,
      reason: 'Canary drift: the new prompt answers in two languages; keep this one for the evaluation set.',
      payload: { tag: 'canary-drift' },
    },
  },
  { ago: 5 * hour, sweep: true },
  {
    ago: 4 * hour,
    by: operator,
    propose: 'noisy',
    what: {
      type: 'alert',
      target_ref: 'triage-agent',
      reason: 'Error rate 2.1 % for five minutes, twice the usual.',
    },
  },
  {
    ago: 4 * hour - 6,
    by: approver,
    on: 'noisy',
    command: { name: 'reject', note: 'It is the nightly import; it passes by itself at five.' },
  },
  {
    ago: 3 * hour,
    by: operator,
    propose: 'throttled',
    what: {
      type: 'throttle',
      target_ref: 'research-agent',
      reason: 'Cost spike: $41 an hour against a budget of $12.',
      payload: { requests_per_minute: 30 },
      mode: 'autonomous',
    },
  },
  {
    ago: 3 * hour - 9,
    by: commander,
    on: 'throttled',
    command: {
      name: 'reject',
      note: 'The spike is the quarterly report, which finance ordered. Budget raised instead.',
    },
  },
  {
    ago: 2 * hour,
    by: operator,
    propose: 'wrong',
    what: {
      type: 'rollback_deploy',
      target_ref: 'billing-agent@c81d2aa',
      reason: 'Two customers were invoiced twice after the deploy of 09:40.',
      payload: { from: 'c81d2aa', to: '1be90f4' },
    },
  },
  {
    ago: 2 * hour - 7,
    by: approver,
    on: 'wrong',
    command: {
      name: 'reject',
      note: 'The double invoices are older than the deploy: a retry of the queue, not of the agent.',
    },
  },
]

/** One bad evening: the checkout agent pays refunds for orders that were delivered. */
const tonight: readonly Line[] = [
  {
    ago: 58,
    by: operator,
    propose: 'slow',
    what: {
      type: 'switch_model',
      target_ref: 'triage-agent',
      reason: 'p95 4.8 s on the large model since 13:20; the small one answers these in 0.9 s.',
      payload: { from: 'large', to: 'small' },
    },
  },
  { ago: 48, by: approver, on: 'slow', command: { name: 'approve', note: 'Fine until the provider is back.' } },
  {
    ago: 38,
    by: operator,
    propose: 'opened',
    what: {
      type: 'create_incident',
      target_ref: 'checkout-agent',
      reason: 'Refunds at 6.2× their baseline since the deploy of 4f2c9e1.',
      mode: 'autonomous',
      payload: { title: 'Checkout agent refunds orders that were delivered', severity: 'sev1' },
    },
  },
  {
    ago: 34,
    by: operator,
    propose: 'flag',
    what: {
      type: 'disable_flag',
      target_ref: 'flag:auto-refund',
      reason: 'Amber violations on refund.amount: stop refunds without a person while we look.',
      payload: { flag: 'auto-refund', environment: 'production' },
    },
  },
  { ago: 33, by: commander, on: 'flag', command: { name: 'approve', note: 'Stops the loss; support has been told.' } },
  { ago: 32, by: runner, on: 'flag', command: { name: 'claim', lease_seconds: 300 } },
  {
    ago: 31,
    by: runner,
    on: 'flag',
    command: { name: 'mark_executed', outcome: { ok: true, flag: 'auto-refund', was: true, is: false } },
  },
  {
    ago: 26,
    by: operator,
    propose: 'tagged',
    what: {
      type: 'tag_trace',
      target_ref: refundLoop,
      reason: 'The refund loop in full: 312 identical tool calls in one conversation.',
      payload: { tags: ['refund-loop', 'evidence'] },
    },
  },
  { ago: 25, by: approver, on: 'tagged', command: { name: 'approve' } },
  {
    ago: 20,
    by: operator,
    propose: 'killed',
    what: {
      type: 'kill_run',
      target_ref: 'run-9b11d0c27a',
      reason: 'Loop: 312 identical refund calls, and it goes on.',
      payload: { run: 'run-9b11d0c27a', calls: 312 },
      ttl_seconds: hours(1),
    },
  },
  {
    ago: 18,
    by: approver,
    on: 'killed',
    command: { name: 'approve', confirmation: 'run-9b11', note: 'Seen in the trace; it will not stop by itself.' },
  },
  {
    ago: 12,
    by: operator,
    propose: 'rehearsal',
    what: {
      type: 'alert',
      target_ref: 'triage-agent',
      reason: 'What would we have been told if p95 above 4 s had been an alert?',
      mode: 'dry_run',
      ttl_seconds: hours(8),
    },
  },
  {
    ago: 9,
    by: operator,
    propose: 'costly',
    what: {
      type: 'throttle',
      target_ref: 'sales-assistant',
      reason: 'Cost spike: $41 an hour since 13:50, three times yesterday’s.',
      payload: { requests_per_minute: 60 },
      ttl_seconds: hours(6),
    },
  },
  {
    ago: 9,
    by: approver,
    on: 'costly',
    command: { name: 'comment', body: 'Is this the incident, or the campaign that began at noon?' },
  },
  {
    ago: 8,
    by: operator,
    on: 'costly',
    command: { name: 'comment', body: 'The incident: the same customers ask where their money is.' },
  },
  {
    ago: 7,
    by: operator,
    propose: 'rollback',
    what: {
      type: 'rollback_deploy',
      target_ref: 'checkout-agent@4f2c9e1',
      reason: 'Canary drift: refunds 6.2× baseline since 14:02. Last good build 77ab03d.',
      payload: { from: '4f2c9e1', to: '77ab03d', window_minutes: 30 },
      ttl_seconds: hours(4),
      through: 'assistant',
    },
  },
  {
    ago: 6,
    by: commander,
    on: 'killed',
    command: { name: 'approve', confirmation: 'run-9b11', note: 'Confirmed with payments.' },
  },
  {
    ago: 3,
    by: approver,
    on: 'rollback',
    command: {
      name: 'approve',
      confirmation: 'checkout',
      note: 'Refund loop confirmed on three traces; 77ab03d was healthy for 6 h.',
    },
  },
]

/** Fifteen actions: every tier in every status. */
export const queueStory: readonly Line[] = [...yesterday, ...thisMorning, ...tonight]
