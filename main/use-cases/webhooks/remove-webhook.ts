import { ok, type Result } from '../../../shared/domain/result.ts'
import { buryPending } from '../../store/webhook-deliveries.ts'
import { saveWebhook } from '../../store/webhooks.ts'
import type { Act } from '../transition.ts'
import { theWebhook } from './find-webhook.ts'
import { webhookSubject } from './record-webhook.ts'

/** What it was told stays on record; its secrets, and what its address may have held of them, do not. */
export async function removeWebhook({ tx, who }: Act, id: string): Promise<Result<{ id: string; removed_at: string }>> {
  const found = await theWebhook(tx.db, tx.workspace, id)
  if (!found.ok) return found
  const webhook = found.value
  const { seq } = tx.append({ action: 'webhook.endpoint.removed', subject: webhookSubject(id), actor: who, data: {} })
  await saveWebhook(tx, {
    ...webhook,
    url: new URL(webhook.url).origin,
    enabled: false,
    secret: '',
    old_secret: null,
    old_secret_until: null,
    removed_at: tx.now,
    last_seq: seq,
  })
  await buryPending(tx, id, 'removed')
  return ok({ id, removed_at: tx.now })
}
