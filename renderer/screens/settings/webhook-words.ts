import type { WebhookEvent } from '../../../shared/domain/webhook.ts'
import type { WebhookDelivery } from '../../api.ts'

export const eventWords: Record<WebhookEvent, string> = {
  'action.proposed': 'Somebody proposed it',
  'action.approved': 'Nobody’s approval is missing any more: what a runner waits for',
  'action.rejected': 'Somebody rejected, withdrew or re-pointed it',
  'action.executed': 'It was executed, with its outcome',
  'action.expired': 'Its time for approval ran out',
  'alert.raised': 'An autonomous alert ran',
}

export const deathWords: Record<NonNullable<WebhookDelivery['dead_because']>, string> = {
  exhausted: 'given up after all tries',
  gone: 'its receiver said that it is gone',
  disabled: 'the webhook was switched off',
  removed: 'the webhook was removed',
  restored: 'it waited in a backup that was restored',
}

export const resultWords: Record<WebhookDelivery['attempts'][number]['result'], string> = {
  delivered: 'arrived',
  failed: 'failed',
  sending: 'being sent',
  unknown: 'unknown: the server stopped while it sent',
}

/** An address may be long; its host is what one knows it by. */
export const hostOf = (url: string): string => new URL(url).host
