import type { Action, Who } from '../../../shared/domain/action.ts'
import type { Event } from '../../../shared/domain/action-commands.ts'
import { subjectOf, writeEvent } from '../../../shared/domain/action-entries.ts'
import { evolve } from '../../../shared/domain/action-evolve.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { WebhookEvent } from '../../../shared/domain/webhook.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { saveState } from '../../store/actions.ts'
import type { Tx } from '../../store/store.ts'
import { actionNews } from '../webhooks/action-news.ts'
import { enqueueDeliveries } from '../webhooks/enqueue-deliveries.ts'

/** The one way in which an action changes: what happened becomes an entry, and the state is what follows from it. */
export async function recordEvent(
  tx: Tx,
  by: Who,
  record: ActionRecord,
  event: Event,
): Promise<{ record: ActionRecord; entry: Entry }> {
  const subject = subjectOf(record.action.proposal.id)
  const entry = tx.append({ ...writeEvent(event), subject, actor: by })
  const action: Action = evolve(record.action, event)
  // A comment is an entry, and nothing else.
  if (event.kind === 'commented') return { record, entry }
  await saveState(tx, action, entry.seq)
  const news = newsOf(event)
  if (news) await enqueueDeliveries(tx, actionNews(news, action, entry))
  return { record: { ...record, action, last_seq: entry.seq }, entry }
}

/** What others wait for. One approval of two is nobody's news yet, and a claim is its runner's own. */
function newsOf(event: Event): WebhookEvent | undefined {
  switch (event.kind) {
    case 'approved':
      return event.complete ? 'action.approved' : undefined
    case 'glass_broken':
      return 'action.approved'
    case 'rejected':
    case 'executed':
    case 'expired':
      return `action.${event.kind}`
    case 'claimed':
    case 'review_closed':
    case 'commented':
      return undefined
    default:
      return event satisfies never
  }
}
