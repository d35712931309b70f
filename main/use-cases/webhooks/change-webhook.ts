import type { z } from '@hono/zod-openapi'
import type { ChangedWebhook } from '../../../shared/contract/webhooks.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { buryPending } from '../../store/webhook-deliveries.ts'
import type { Act } from '../transition.ts'
import { checkUrl, theWebhook } from './find-webhook.ts'
import { recordWebhook } from './record-webhook.ts'
import { viewWebhook, type WebhookView } from './view-webhook.ts'

/** To set it as it is already changes nothing, and is no entry. */
export async function changeWebhook(
  { webhookTargets }: Pick<Services, 'webhookTargets'>,
  { tx, who }: Act,
  id: string,
  { url, events, description, enabled }: z.output<typeof ChangedWebhook>,
): Promise<Result<WebhookView>> {
  const found = await theWebhook(tx.db, tx.workspace, id)
  if (!found.ok) return found
  const before = found.value
  const checked = checkUrl(url, webhookTargets)
  if (!checked.ok) return checked
  const after = {
    ...before,
    url: checked.value,
    events,
    description: description.trim(),
    enabled,
    // Whoever switches it on again has seen to it, whoever switches it off has decided so.
    stopped: enabled === before.enabled ? before.stopped : null,
  }
  const same = JSON.stringify(after) === JSON.stringify(before)
  const webhook = same ? before : await recordWebhook(tx, who, 'changed', after)
  if (before.enabled && !enabled) await buryPending(tx, id, 'disabled')
  return ok(await viewWebhook(tx.db, tx.workspace, webhook, tx.now))
}
