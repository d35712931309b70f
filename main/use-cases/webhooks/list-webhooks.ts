import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { listWebhooks as readWebhooks } from '../../store/webhooks.ts'
import type { Caller } from '../caller.ts'
import { theWebhook } from './find-webhook.ts'
import { viewWebhook, viewWebhooks, type WebhookView } from './view-webhook.ts'

type Reader = Pick<Services, 'store' | 'clock'>

export async function listWebhooks({ store, clock }: Reader, { workspace }: Caller): Promise<WebhookView[]> {
  const webhooks = await readWebhooks(store.read, workspace)
  return viewWebhooks(store.read, workspace, webhooks, new Date(clock()).toISOString())
}

export async function showWebhook(
  { store, clock }: Reader,
  { workspace }: Caller,
  id: string,
): Promise<Result<WebhookView>> {
  const found = await theWebhook(store.read, workspace, id)
  return found.ok ? ok(await viewWebhook(store.read, workspace, found.value, new Date(clock()).toISOString())) : found
}
