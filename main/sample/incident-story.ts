import type { Severity } from '../../shared/domain/incident.ts'
import type { Member } from './cast.ts'
import { approver, commander, operator } from './queue-story.ts'

const hour = 60

/** What became of an incident: names are those that the queue's story gave its actions, and those given here. */
export type IncidentLine = { ago: number; by: Member; incident: string } & (
  | { open: { title: string; severity: Severity; about: string } }
  /** The one that an action of the queue opened by itself. */
  | { openedBy: string }
  | { link: string }
  /** The drill in which what this takes is rehearsed. */
  | { rehearsed: string }
  /** A deploy that belongs to it, by the name that the deploys' story gave it. */
  | { deployed: string }
  | { taken: true }
  | { note: string }
  | { resolve: string }
)

/** Last night's, which is over, and tonight's, which is not. */
export const incidentStory: readonly IncidentLine[] = [
  {
    ago: 22 * hour - 1,
    by: commander,
    incident: 'retries',
    open: { title: 'Payments API overrun by retries from eu-west', severity: 'sev1', about: 'scaled' },
  },
  { ago: 22 * hour - 1, by: commander, incident: 'retries', taken: true },
  {
    ago: 22 * hour - 10,
    by: commander,
    incident: 'retries',
    note: 'Payments is back at 22 ms. The fleet stays at zero until the retry policy has a ceiling.',
  },
  { ago: 12.6 * hour, by: commander, incident: 'retries', rehearsed: 'retries-ceiling' },
  {
    ago: 12 * hour,
    by: operator,
    incident: 'retries',
    resolve: 'Retries are capped at three with a growing pause; the fleet is back at forty replicas.',
  },
  { ago: 38, by: commander, incident: 'refunds', openedBy: 'opened' },
  { ago: 37, by: commander, incident: 'refunds', taken: true },
  {
    ago: 35,
    by: approver,
    incident: 'refunds',
    note: 'Support has 140 messages: customers thank us for money they were not owed.',
  },
  { ago: 33, by: commander, incident: 'refunds', link: 'flag' },
  { ago: 31, by: commander, incident: 'refunds', rehearsed: 'checkout-rollback' },
  { ago: 24, by: operator, incident: 'refunds', link: 'tagged' },
  { ago: 19, by: operator, incident: 'refunds', link: 'killed' },
  { ago: 8, by: operator, incident: 'refunds', link: 'costly' },
  { ago: 6, by: operator, incident: 'refunds', link: 'rollback' },
  { ago: 26, by: commander, incident: 'refunds', deployed: 'antlers-r25' },
  {
    ago: 25,
    by: commander,
    incident: 'refunds',
    note: 'The shop was not well after its deploy and is rolled back. It is not what pays the refunds.',
  },
  {
    ago: 5,
    by: approver,
    incident: 'refunds',
    note: 'Three traces show the same loop, all on 4f2c9e1, none on 77ab03d.',
  },
]
