import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { ReadDb } from '../../store/schema.ts'
import { findWebhook, type Webhook } from '../../store/webhooks.ts'
import { type TargetPolicy, urlFault } from './targets.ts'

const noSuchWebhook = refuse('not_found', 'There is no such webhook.')

export async function theWebhook(db: ReadDb, workspace: string, id: string): Promise<Result<Webhook>> {
  const webhook = await findWebhook(db, workspace, id)
  return webhook ? ok(webhook) : noSuchWebhook
}

export function checkUrl(url: string, policy: TargetPolicy): Result<string> {
  const fault = urlFault(url, policy)
  if (fault === undefined) return ok(new URL(url).href)
  return refuse('invalid_input', 'The webhook cannot lead there.', { issues: [{ path: ['url'], message: fault }] })
}
