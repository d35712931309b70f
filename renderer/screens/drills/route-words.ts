import type { AcknowledgementState } from '../../../shared/domain/drill-route.ts'
import type { DrillRoute } from '../../drills-api.ts'

export type AnswerName = 'acknowledge' | 'escalate' | 'resolve' | 'dismiss'
type Offer = DrillRoute['commands'][number]

export const answerWords: Record<
  AnswerName,
  { verb: string; short: string; done: string; state: AcknowledgementState; means: string }
> = {
  acknowledge: {
    verb: 'Acknowledge',
    short: 'Ack',
    done: 'Acknowledged',
    state: 'acknowledged',
    means: 'You have seen it, and it is in hand: its time no longer runs.',
  },
  escalate: {
    verb: 'Escalate',
    short: 'Escalate',
    done: 'Escalated',
    state: 'escalated',
    means: 'It goes to whoever answers for its owner, and its time no longer runs.',
  },
  resolve: {
    verb: 'Resolve',
    short: 'Resolve',
    done: 'Resolved',
    state: 'resolved',
    means: 'What it asked for is done. Nothing can be said to it after that.',
  },
  dismiss: {
    verb: 'Dismiss',
    short: 'Dismiss',
    done: 'Dismissed',
    state: 'dismissed',
    means: 'It is closed without what it asked for having been done.',
  },
}

/** "the notification of payments-oncall at slack" */
export const nounOf = ({ owner, provider }: Pick<DrillRoute, 'owner' | 'provider'>): string =>
  `notification of ${owner} at ${provider}`

/** Why a command cannot be given, by the server's word; null where it can. */
export function refusedBecause({ commands }: Pick<DrillRoute, 'commands'>, name: Offer['name']): string | null {
  const offer = commands.find((each) => each.name === name)
  if (offer === undefined) return 'The server does not offer this here.'
  return offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.')
}

/** What names one route in a request. */
export const targetOf = ({ schedule_id, plan_id, provider, owner }: DrillRoute) => ({
  schedule_id,
  plan_id,
  provider,
  owner,
})

/** What a plan made of telling somebody by a provider: only what arrived is said to have told them. */
export function tellingOf(delivery: DrillRoute['delivery'], provider: string): string {
  if (delivery === 'delivered') return `by ${provider}`
  const became = {
    failed: 'failed',
    unknown: 'not known whether it arrived',
    pending: 'on its way',
    none: 'not handed over yet',
  }
  return `for ${provider}: ${became[delivery ?? 'none']}`
}
