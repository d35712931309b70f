import { ok, type Result } from '../../../shared/domain/result.ts'
import { sealSecret } from '../../identity/sealed-secrets.ts'
import type { Services } from '../../services.ts'
import type { Act } from '../transition.ts'
import { theWebhook } from './find-webhook.ts'
import { recordWebhook } from './record-webhook.ts'
import { deliveryPolicy } from './retry-policy.ts'
import { newWebhookSecret, secretPurpose } from './signing.ts'
import { viewWebhook, type WebhookView } from './view-webhook.ts'

/** From now on both sign, so that the receiver can change over when it suits; of three, the oldest is forgotten. */
export async function rotateSecret(
  services: Services,
  { tx, who }: Act,
  id: string,
): Promise<Result<WebhookView & { secret: string }>> {
  const found = await theWebhook(tx.db, tx.workspace, id)
  if (!found.ok) return found
  const now = Date.parse(tx.now)
  const secret = sealSecret(services, secretPurpose(id), newWebhookSecret(), now)
  const webhook = await recordWebhook(tx, who, 'changed', {
    ...found.value,
    secret,
    old_secret: found.value.secret,
    old_secret_until: new Date(now + deliveryPolicy.oldSecretMs).toISOString(),
  })
  return ok({ ...(await viewWebhook(tx.db, tx.workspace, webhook, tx.now)), secret })
}
