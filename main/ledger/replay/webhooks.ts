import { z } from 'zod'
import { secretsDigest, urlDigest } from '../webhook-digests.ts'
import type { Replay } from './replay.ts'

/** As stored. */
export type WebhookRecord = {
  id: string
  url: string
  url_salt: string
  description: string
  events: string
  enabled: number
  stopped: string | null
  secret: string
  old_secret: string | null
  old_secret_until: string | null
  created_at: string
  removed_at: string | null
  last_seq: number
}

const Facts = z.object({
  origin: z.string(),
  url_sha256: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  stopped: z.string().nullable(),
  secrets_sha256: z.string(),
})
const Known = Facts.extend({ seq: z.number(), created_at: z.string(), removed_at: z.string().nullable() })
type Known = z.infer<typeof Known>

/** Every webhook leads where its last entry says, is told what that says, and signs with the secrets of that. */
export function replayWebhooks(records: readonly WebhookRecord[]): Replay {
  const known = new Map<string, Known>()
  return {
    name: 'webhooks',
    resume(carried) {
      for (const [id, webhook] of Object.entries(z.record(z.string(), Known).parse(carried ?? {})))
        known.set(id, webhook)
    },
    apply({ seq, at, action, subject, data }) {
      const id = subject.slice('webhook:'.length)
      const before = known.get(id)
      const facts = Facts.safeParse(data).data
      if (action === 'webhook.endpoint.created' && facts)
        known.set(id, { ...facts, seq, created_at: at, removed_at: null })
      if (action === 'webhook.endpoint.changed' && facts && before) known.set(id, { ...before, ...facts, seq })
      if (action === 'webhook.endpoint.removed' && before) known.set(id, { ...before, seq, removed_at: at })
    },
    state: () => Object.fromEntries(known),
    compare() {
      const present = new Map(records.map((record) => [record.id, record]))
      for (const [id, webhook] of known) {
        const record = present.get(id)
        if (!record) return { seq: webhook.seq, why: `webhook ${id} was removed without an entry` }
        if (!isSame(record, webhook))
          return { seq: webhook.seq, why: `webhook ${id} is not as the ledger says: it was changed` }
      }
      const stranger = records.find(({ id }) => !known.has(id))
      return stranger && { seq: 1, why: `webhook ${stranger.id} was never made by an entry` }
    },
  }
}

function isSame(record: WebhookRecord, known: Known): boolean {
  const always =
    record.created_at === known.created_at &&
    record.removed_at === known.removed_at &&
    record.last_seq === known.seq &&
    record.description === known.description &&
    record.events === JSON.stringify(known.events)
  if (known.removed_at !== null)
    return always && record.url === known.origin && record.enabled === 0 && record.secret === ''
  return (
    always &&
    urlDigest(record) === known.url_sha256 &&
    record.enabled === Number(known.enabled) &&
    record.stopped === known.stopped &&
    secretsDigest(record) === known.secrets_sha256
  )
}
