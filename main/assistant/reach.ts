import type { ProviderId } from '../../shared/domain/assistant.ts'
import { usualBase, usualModel } from '../../shared/domain/provider.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../use-cases/caller.ts'
import { centralOf } from './gateway/credential.ts'
import { gatewayFetch } from './gateway/pass-on.ts'
import { judgedFetch } from './judged-fetch.ts'
import type { Reach } from './models.ts'
import type { ProviderKey } from './provider-keys.ts'

const providerNames = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gateway: 'Gateway',
} as const satisfies Record<ProviderId, string>

/** Only its path matters: it leads to this process, or to the server that is connected. */
const inside = 'http://countersign.local/api/v1/gateway/proxy/v1'

/** How a provider is asked with this person's key; `model`: the one to ask where nobody names another. */
export async function reachOf(
  services: Services,
  caller: Caller,
  provider: ProviderId,
  kept: ProviderKey | undefined,
): Promise<Result<Reach & { model: string | null }>> {
  const { webhookTargets } = services
  const name = providerNames[provider]
  if (kept?.key != null) {
    const base = kept.base_url ?? (provider === 'gateway' ? undefined : usualBase[provider])
    if (base === undefined) throw new Error('a gateway of one’s own is kept with its address')
    const model = kept.model ?? (provider === 'gateway' ? null : usualModel[provider])
    return ok({ provider, name, base, key: kept.key, fetch: judgedFetch(webhookTargets), model })
  }
  const central = provider === 'gateway' ? await centralOf(services, caller) : undefined
  if (central === undefined) return refuse('provider_key_missing', kept === undefined ? noKey : noCentralKey)
  const { atServer } = caller
  const fetch: typeof globalThis.fetch = atServer
    ? async (input, init) => atServer.ask(new Request(input, init))
    : gatewayFetch(services, caller)
  const isOpenAi = new URL(central.base_url).hostname === new URL(usualBase.openai).hostname
  const model = kept?.model ?? (isOpenAi ? usualModel.openai : null)
  return ok({ provider, name, base: inside, key: null, fetch, model })
}

export const noKey = 'No provider key is configured. Give one of your own in Settings → AI assistant.'
const noCentralKey =
  'You chose the gateway, and it has no key now. Whoever manages this workspace’s settings gives it one, or you choose another provider, in Settings → AI assistant.'
export const noModel = 'The gateway’s provider has no usual model. Choose one in Settings → AI assistant.'
