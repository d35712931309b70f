import { type ProviderId, providerIds } from '../../shared/domain/assistant.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../use-cases/caller.ts'
import { centralOf } from './gateway/credential.ts'
import { activeOf, readProviderKeys } from './provider-keys.ts'
import { noKey, noModel, reachOf } from './reach.ts'
import type { Speaker } from './speaker.ts'

/**
 * Who writes replies for this person: the provider that they use, with their own key. `model` is one of that provider, or
 * `provider:model`.
 */
export async function speakerFor(
  services: Services,
  caller: Caller,
  model?: string | null,
  maxOutputTokens?: number,
): Promise<Result<Speaker>> {
  const keys = await readProviderKeys(services, caller)
  const named = namedIn(model ?? null)
  const active = async () => activeOf(keys, async () => (await centralOf(services, caller)) !== undefined)
  const provider = named.provider ?? (await active())
  if (provider === undefined) return refuse('provider_key_missing', noKey)
  const reach = await reachOf(services, caller, provider, keys[provider])
  if (!reach.ok) return reach
  const chosen = named.model ?? reach.value.model
  if (chosen === null) return refuse('provider_key_missing', noModel)
  // Not before somebody asks: it is much to load.
  const { modelSpeaker } = await import('./models.ts')
  return ok(modelSpeaker(reach.value, chosen, maxOutputTokens))
}

/** Names of models have colons too. */
function namedIn(text: string | null): { provider: ProviderId | undefined; model: string | null } {
  const provider = providerIds.find((id) => text?.startsWith(`${id}:`))
  if (text === null || provider === undefined) return { provider: undefined, model: text?.trim() || null }
  return { provider, model: text.slice(provider.length + 1).trim() || null }
}
