import { createHash } from 'node:crypto'
import type { Who } from '../../../shared/domain/action.ts'
import type { Json } from '../../../shared/domain/entry.ts'
import type { Tx } from '../../store/store.ts'
import { insertWebhook, saveWebhook, type Webhook } from '../../store/webhooks.ts'

export const webhookSubject = (id: string): string => `webhook:${id}`

/** A webhook comes to be, or becomes another, with the entry that says so. */
export async function recordWebhook(
  tx: Tx,
  by: Who,
  action: 'webhook.endpoint.created' | 'webhook.endpoint.changed',
  webhook: Omit<Webhook, 'last_seq'>,
): Promise<Webhook> {
  const { seq } = tx.append({ action, subject: webhookSubject(webhook.id), actor: by, data: factsOf(webhook) })
  const recorded = { ...webhook, last_seq: seq }
  await (action === 'webhook.endpoint.created' ? insertWebhook(tx, recorded) : saveWebhook(tx, recorded))
  return recorded
}

/**
 * Everybody who may read at all reads the ledger, for ever. So of an address, which may hold a secret, it has only the
 * origin and a salted digest, and of the secrets a digest of their sealed form: enough to see that a row was changed.
 */
const factsOf = (webhook: Omit<Webhook, 'last_seq'>): Json => ({
  origin: new URL(webhook.url).origin,
  url_sha256: urlDigest(webhook),
  description: webhook.description,
  events: webhook.events,
  enabled: webhook.enabled,
  stopped: webhook.stopped,
  secrets_sha256: secretsDigest(webhook),
})

export const urlDigest = ({ url, url_salt }: Pick<Webhook, 'url' | 'url_salt'>): string => sha256([url_salt, url])

export const secretsDigest = ({
  secret,
  old_secret,
  old_secret_until,
}: Pick<Webhook, 'secret' | 'old_secret' | 'old_secret_until'>): string => sha256([secret, old_secret, old_secret_until])

const sha256 = (value: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')
