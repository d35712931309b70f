import { randomUUID } from 'node:crypto'
import { openSecret } from '../../identity/sealed-secrets.ts'
import type { Services } from '../../services.ts'
import { findDueWebhooks, type Leased, leaseDelivery } from '../../store/webhook-queue.ts'
import { findWebhook, type Webhook } from '../../store/webhooks.ts'
import { version } from '../../version.ts'
import { type Posted, post } from './post.ts'
import { deliveryPolicy } from './retry-policy.ts'
import { settleAttempt } from './settle-attempt.ts'
import { secretPurpose, signedHeaders } from './signing.ts'

export type Sending = {
  /** Webhooks that this process is telling something just now. */
  lanes: Map<string, Promise<void>>
  /** No further one is begun. */
  enough: AbortSignal
  /** What is being sent is broken off. */
  hangUp: AbortSignal
  onError(error: unknown): void
}

/**
 * Begins to send everything that is due. Each webhook is told one thing after the other, and several webhooks at once,
 * so that one that does not answer holds up nobody else.
 */
export async function deliverDue(services: Services, sending: Sending): Promise<void> {
  const { lanes, enough, onError } = sending
  const due = await findDueWebhooks(services.store.read, new Date(services.clock()).toISOString())
  for (const { id, workspace } of due) {
    if (enough.aborted || lanes.size >= deliveryPolicy.lanes) return
    if (lanes.has(id)) continue
    const lane = drain(services, workspace, id, sending).catch(onError)
    lanes.set(id, lane)
    void lane.finally(() => lanes.delete(id))
  }
}

async function drain(services: Services, workspace: string, id: string, sending: Sending): Promise<void> {
  while (!sending.enough.aborted) {
    const lease = randomUUID()
    const taken = await services.store.write(workspace, async (tx) => {
      const webhook = await findWebhook(tx.db, workspace, id)
      const until = new Date(Date.parse(tx.now) + deliveryPolicy.leaseMs).toISOString()
      const leased = webhook && (await leaseDelivery(tx, id, lease, until))
      return webhook && leased && { webhook, leased }
    })
    if (!taken) return
    const posted = await send(services, taken.webhook, taken.leased, sending.hangUp)
    const ended = { webhook_id: id, lease, taken: taken.leased, posted, random: Math.random() }
    await services.store.write(workspace, (tx) => settleAttempt(tx, ended))
  }
}

function send(services: Services, webhook: Webhook, { id, body }: Leased, hangUp: AbortSignal): Promise<Posted> {
  const now = services.clock()
  const secrets = secretsOf(webhook, now).flatMap(
    (sealed) => openSecret(services, secretPurpose(webhook.id), sealed) ?? [],
  )
  if (secrets.length === 0)
    return Promise.resolve({
      kind: 'failed',
      error: 'Not sent: its secret cannot be opened. Make a new one.',
      why: 'forbidden',
    })
  const headers = {
    'content-type': 'application/json',
    'user-agent': `Countersign/${version}`,
    ...signedHeaders({ id, body, now }, secrets),
  }
  const signal = AbortSignal.any([hangUp, AbortSignal.timeout(deliveryPolicy.timeoutMs)])
  return post({ url: webhook.url, headers, body }, services.webhookTargets, signal)
}

/** The old one signs along until its time is over. */
function secretsOf({ secret, old_secret, old_secret_until }: Webhook, now: number): string[] {
  const isGood = old_secret_until !== null && now < Date.parse(old_secret_until)
  return old_secret !== null && isGood ? [secret, old_secret] : [secret]
}
