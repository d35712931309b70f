import type { Who } from '../../../shared/domain/action.ts'
import type { Json } from '../../../shared/domain/entry.ts'
import { secretsDigest, urlDigest } from '../../ledger/webhook-digests.ts'
import type { Tx } from '../../store/store.ts'
import { insertWebhook, saveWebhook, type Webhook } from '../../store/webhooks.ts'

type Made = Omit<Webhook, 'last_seq'>

export const webhookSubject = (id: string): string => `webhook:${id}`

/** A webhook comes to be, or becomes another, with the entry that says so. */
export async function recordWebhook(tx: Tx, by: Who, happened: 'created' | 'changed', made: Made): Promise<Webhook> {
  const action = `webhook.endpoint.${happened}`
  const { seq } = tx.append({ action, subject: webhookSubject(made.id), actor: by, data: factsOf(made) })
  const webhook = { ...made, last_seq: seq }
  await (happened === 'created' ? insertWebhook(tx, webhook) : saveWebhook(tx, webhook))
  return webhook
}

/** Everybody who may read at all reads the ledger, for ever: of the address it has the origin and a digest. */
const factsOf = (made: Made): Json => ({
  origin: new URL(made.url).origin,
  url_sha256: urlDigest(made),
  description: made.description,
  events: made.events,
  enabled: made.enabled,
  stopped: made.stopped,
  secrets_sha256: secretsDigest(made),
})
