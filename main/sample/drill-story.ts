import type { ConnectorKind } from '../../shared/domain/connector.ts'
import type { AcknowledgementState } from '../../shared/domain/drill-route.ts'
import type { ScheduleStatus } from '../../shared/domain/drill-schedule.ts'
import { sampleIdentity } from '../identity/sample.ts'
import { systemIdentity } from '../identity/system.ts'
import type { Member } from './cast.ts'
import type { ScheduleId } from './drill-schedules.ts'
import { commander } from './queue-story.ts'

const hour = 60
const day = 24 * hour

const releaseManager: Member = {
  identity: sampleIdentity('release-manager', 'Sample release manager'),
  role: 'release_manager',
}
const administrator: Member = { identity: sampleIdentity('administrator', 'Sample administrator'), role: 'admin' }
/** Who plans when something becomes due, and nobody asked. */
const itself: Member = { identity: systemIdentity, role: 'admin' }

/** What was said to a notification: to the latest that this provider was told. */
type Answer = {
  answer: AcknowledgementState
  provider: string
  owner?: string
  ref?: string
  notes?: string
}

export type DrillLine = { ago: number; by: Member } & (
  | { connector: string; kind: ConnectorKind; description: string }
  | ({ drill: ScheduleId } & (
      | { set: ScheduleStatus }
      | { tell: 'owners' }
      | Answer
      | { run: string; from?: { owner: string; provider: string } }
      | { tick: number }
      | { through: true }
      | { finish: string }
      | { abandon: string }
    ))
)

/** Four ways of telling people work here; a fifth, PagerDuty, nobody has set up yet, and what is sent there fails. */
const connectors: readonly DrillLine[] = [
  ['desktop', 'desktop', 'Consoles that are open'],
  ['slack', 'sample', 'The channel of whoever is on call'],
  ['teams', 'sample', 'The channel of the release desk'],
  ['webhook', 'sample', 'The drill calendar of the platform team'],
].map(([connector, kind, description], place) => ({
  ago: 34 * day + 10 - place,
  by: administrator,
  connector: connector ?? '',
  kind: kind === 'desktop' ? 'desktop' : 'sample',
  description: description ?? '',
}))

const set = (drill: ScheduleId, ago: number, status: ScheduleStatus = 'active'): DrillLine => ({
  ago,
  by: releaseManager,
  drill,
  set: status,
})

/** From the first step to the end, its steps ticked evenly over the time that it took. */
function run(drill: ScheduleId, ago: number, surface: string, steps: number, minutes: number, notes: string) {
  const by = releaseManager
  const ticks = Array.from({ length: steps }, (_, step) => ({
    ago: ago - ((step + 1) * minutes) / (steps + 1),
    by,
    drill,
    tick: step,
  }))
  return [
    { ago, by, drill, run: surface },
    ...ticks,
    { ago: ago - minutes, by, drill, through: true as const },
    { ago: ago - minutes - 6, by, drill, finish: notes },
  ] satisfies DrillLine[]
}

const lastMonth: readonly DrillLine[] = [
  set('checkout-rollback', 33 * day),
  set('flag-restore', 33 * day - 10),
  set('index-restore', 33 * day - 20),
  set('billing-replay', 33 * day - 30),
  set('model-switch', 33 * day - 40),
  set('sales-prompt', 32 * day, 'retired'),
  { ago: 31 * day, by: itself, drill: 'checkout-rollback', tell: 'owners' },
  { ago: 31 * day - 12, by: releaseManager, drill: 'checkout-rollback', answer: 'acknowledged', provider: 'slack' },
  { ago: 31 * day - 75, by: releaseManager, drill: 'checkout-rollback', answer: 'acknowledged', provider: 'desktop' },
  {
    ago: 31 * day - 80,
    by: releaseManager,
    drill: 'checkout-rollback',
    answer: 'resolved',
    provider: 'webhook',
    ref: 'CHG-3961',
    notes: 'In the calendar for Thursday.',
  },
  ...run('checkout-rollback', 30 * day + 90, 'checkout-agent', 4, 4.2, 'Traffic shifted in one step; nothing to mend.'),
  {
    ago: 30 * day,
    by: releaseManager,
    drill: 'checkout-rollback',
    answer: 'resolved',
    provider: 'slack',
    ref: 'CHG-3961',
  },
  {
    ago: 30 * day,
    by: releaseManager,
    drill: 'checkout-rollback',
    answer: 'resolved',
    provider: 'desktop',
    ref: 'CHG-3961',
  },
  {
    ago: 30 * day,
    by: releaseManager,
    drill: 'checkout-rollback',
    answer: 'resolved',
    provider: 'pagerduty',
    notes: 'Nobody was paged: the connector is missing. Asked for one.',
  },
  ...run(
    'flag-restore',
    27 * day,
    'flag-service',
    3,
    1.4,
    'Two flags had been renamed since; the runbook says so now.',
  ),
  { ago: 20 * day, by: itself, drill: 'index-restore', tell: 'owners' },
  { ago: 20 * day - 41, by: commander, drill: 'index-restore', answer: 'resolved', provider: 'slack', ref: 'CHG-4007' },
  {
    ago: 20 * day - 43,
    by: commander,
    drill: 'index-restore',
    answer: 'resolved',
    provider: 'desktop',
    ref: 'CHG-4007',
  },
  ...run(
    'index-restore',
    19 * day,
    'search-agent',
    3,
    17.5,
    'The snapshot lies in another region: eleven minutes of copying.',
  ),
  ...run('billing-replay', 15 * day, 'billing-agent', 4, 22, 'Sums agree to the cent.'),
  set('eu-west-failover', 12 * day),
]

const thisWeek: readonly DrillLine[] = [
  set('eu-west-failover', 6 * day, 'paused'),
  { ago: 6 * day - 5, by: releaseManager, drill: 'eu-west-failover', tell: 'owners' },
  ...run('model-switch', 4 * day, 'triage-agent', 4, 3.5, 'The twenty answers are the same as before.'),
  { ago: 3 * day + 8 * hour, by: itself, drill: 'flag-restore', tell: 'owners' },
  {
    ago: 3 * day + 7 * hour,
    by: releaseManager,
    drill: 'flag-restore',
    answer: 'dismissed',
    provider: 'webhook',
    notes: 'The experiments team has moved to the other flag service; its route is taken out next time.',
  },
  { ago: 3 * day, by: releaseManager, drill: 'model-switch', tell: 'owners' },
  { ago: 2 * day, by: releaseManager, drill: 'checkout-rollback', run: 'checkout-agent' },
  { ago: 2 * day - 3, by: releaseManager, drill: 'checkout-rollback', tick: 0 },
  {
    ago: 2 * day - 9,
    by: releaseManager,
    drill: 'checkout-rollback',
    abandon: 'The staging replica had no traffic to shift: nothing would have been measured.',
  },
  { ago: 25 * hour, by: itself, drill: 'checkout-rollback', tell: 'owners' },
  {
    ago: 24 * hour,
    by: commander,
    drill: 'checkout-rollback',
    answer: 'acknowledged',
    provider: 'desktop',
    ref: 'CHG-4138',
    notes: 'Seen. We rehearse it as soon as there is traffic in staging.',
  },
  { ago: 20 * hour, by: itself, drill: 'billing-replay', tell: 'owners' },
  {
    ago: 19 * hour,
    by: releaseManager,
    drill: 'billing-replay',
    answer: 'resolved',
    provider: 'teams',
    ref: 'FIN-881',
    notes: 'Agreed with finance: replayed on Monday, with the new month.',
  },
]

const today: readonly DrillLine[] = [
  { ago: 8 * hour, by: itself, drill: 'index-restore', tell: 'owners' },
  set('retries-ceiling', 13 * hour),
  { ago: 12.5 * hour, by: itself, drill: 'retries-ceiling', tell: 'owners' },
  { ago: 12.5 * hour - 25, by: commander, drill: 'retries-ceiling', answer: 'acknowledged', provider: 'slack' },
  {
    ago: 12.5 * hour - 26,
    by: commander,
    drill: 'retries-ceiling',
    answer: 'dismissed',
    provider: 'teams',
    notes: 'Payments looks on by video; the fleet team runs it.',
  },
  { ago: 100, by: releaseManager, drill: 'flag-restore', tell: 'owners' },
  {
    ago: 90,
    by: releaseManager,
    drill: 'flag-restore',
    answer: 'acknowledged',
    provider: 'desktop',
    notes: 'Thursday, half past nine.',
  },
  {
    ago: 32,
    by: commander,
    drill: 'checkout-rollback',
    answer: 'escalated',
    provider: 'slack',
    ref: 'INC-2207',
    notes: 'Nobody has rehearsed this rollback for a month, and tonight we need it.',
  },
  {
    ago: 10,
    by: releaseManager,
    drill: 'retries-ceiling',
    run: 'retry-policy',
    from: { owner: 'fleet', provider: 'slack' },
  },
  { ago: 8, by: releaseManager, drill: 'retries-ceiling', tick: 0 },
  { ago: 4, by: commander, drill: 'retries-ceiling', tick: 1 },
]

/** Eight schedules, in every state that one can be in, and everything that was said about them in five weeks. */
export const drillStory: readonly DrillLine[] = [...connectors, ...lastMonth, ...thisWeek, ...today]
