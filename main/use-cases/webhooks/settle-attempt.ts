import { systemIdentity } from '../../identity/system.ts'
import { knowActor } from '../../store/actors.ts'
import type { Tx } from '../../store/store.ts'
import { buryPending } from '../../store/webhook-deliveries.ts'
import { endAttempt, giveBack, type Leased, markDelivered } from '../../store/webhook-queue.ts'
import { findWebhook } from '../../store/webhooks.ts'
import type { Posted } from './post.ts'
import { recordWebhook } from './record-webhook.ts'
import { nextTryIn } from './retry-policy.ts'

type Ended = { webhook_id: string; lease: string; taken: Leased; posted: Posted; random: number }

/** Writes down how an attempt ended, and what follows from it: done, again later, or given up. */
export async function settleAttempt(tx: Tx, { webhook_id, lease, taken, posted, random }: Ended): Promise<void> {
  const status = posted.kind === 'answered' ? posted.status : null
  const answer = posted.kind === 'answered' ? posted.answer : null
  await endAttempt(tx, taken, { status, answer, error: errorOf(posted) })
  if (status !== null && status >= 200 && status < 300) return markDelivered(tx, taken.id)
  if (status === 410) return stopGone(tx, webhook_id)
  const delay = nextTryIn(taken.tries, random, posted.kind === 'answered' ? posted.retryAfterMs : 0)
  const due_at = delay === null ? null : new Date(Date.parse(tx.now) + delay).toISOString()
  await giveBack(tx, taken.id, lease, due_at)
}

function errorOf(posted: Posted): string | null {
  if (posted.kind === 'failed') return posted.error
  const { status } = posted
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed; change the address.`
  return `It answered ${status}.`
}

/** The receiver says for good that it wants no more. */
async function stopGone(tx: Tx, id: string): Promise<void> {
  await buryPending(tx, id, 'gone')
  const webhook = await findWebhook(tx.db, tx.workspace, id)
  if (!webhook?.enabled) return
  const by = await knowActor(tx, systemIdentity)
  await recordWebhook(tx, by, 'changed', { ...webhook, enabled: false, stopped: 'gone' })
}
