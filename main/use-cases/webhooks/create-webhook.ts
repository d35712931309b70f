import { randomBytes } from 'node:crypto'
import type { z } from '@hono/zod-openapi'
import { v7 as uuidv7 } from 'uuid'
import type { NewWebhook } from '../../../shared/contract/webhooks.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { sealSecret } from '../../identity/sealed-secrets.ts'
import type { Services } from '../../services.ts'
import type { Act } from '../transition.ts'
import { checkUrl } from './find-webhook.ts'
import { recordWebhook } from './record-webhook.ts'
import { newWebhookSecret, secretPurpose } from './signing.ts'
import { viewWebhook, type WebhookView } from './view-webhook.ts'

/** The answer's secret is sealed, so that it can be kept for a repeated request; the door opens it on its way out. */
export async function createWebhook(
  services: Services,
  { tx, who }: Act,
  { url, events, description }: z.output<typeof NewWebhook>,
): Promise<Result<WebhookView & { secret: string }>> {
  const checked = checkUrl(url, services.webhookTargets)
  if (!checked.ok) return checked
  const id = uuidv7()
  const secret = sealSecret(services, secretPurpose(id), newWebhookSecret(), Date.parse(tx.now))
  const webhook = await recordWebhook(tx, who, 'created', {
    id,
    url: checked.value,
    url_salt: randomBytes(32).toString('hex'),
    description: description.trim(),
    events,
    enabled: true,
    stopped: null,
    secret,
    old_secret: null,
    old_secret_until: null,
    created_at: tx.now,
    removed_at: null,
  })
  return ok({ ...(await viewWebhook(tx.db, tx.workspace, webhook, tx.now)), secret })
}
