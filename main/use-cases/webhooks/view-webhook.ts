import type { z } from '@hono/zod-openapi'
import type { Webhook as WebhookShape } from '../../../shared/contract/webhooks.ts'
import type { ReadDb } from '../../store/schema.ts'
import { countDeliveries, type Webhook } from '../../store/webhooks.ts'

export type WebhookView = z.output<typeof WebhookShape>

export async function viewWebhooks(
  db: ReadDb,
  workspace: string,
  webhooks: readonly Webhook[],
  now: string,
): Promise<WebhookView[]> {
  const counts = await countDeliveries(db, workspace)
  return webhooks.map(({ id, url, description, events, enabled, stopped, created_at, old_secret_until }) => ({
    id,
    url,
    description,
    events,
    enabled,
    stopped: stopped === 'gone' ? 'gone' : null,
    created_at,
    old_secret_until: old_secret_until !== null && old_secret_until > now ? old_secret_until : null,
    pending: 0,
    dead: 0,
    ...counts.get(id),
  }))
}

/** One, as its own answer. */
export async function viewWebhook(db: ReadDb, workspace: string, webhook: Webhook, now: string): Promise<WebhookView> {
  const [view] = await viewWebhooks(db, workspace, [webhook], now)
  if (view === undefined) throw new Error('a webhook without a view')
  return view
}
