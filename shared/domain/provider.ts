import type { ProviderId } from './assistant.ts'

/** Where a provider answers if nobody says otherwise; the gateway's is this server, or the one that is connected. */
export const usualBase = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
} as const satisfies Partial<Record<ProviderId, string>>

/** Asked where nobody chose: good enough for an answer about the fleet, and cheap. */
export const usualModel = { openai: 'gpt-5-mini', anthropic: 'claude-haiku-4-5' } as const

/** An address as it is kept: without a slash at its end, a query or a fragment. Undefined for what is none. */
export function plainBase(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.search !== '' || url.hash !== '') return undefined
  return url.href.replace(/\/+$/, '')
}

const providerActions = { set: 'assistant.provider.set', removed: 'assistant.provider.removed' } as const
const gatewayActions = { set: 'gateway.credential.set', removed: 'gateway.credential.removed' } as const

type SetProvider = { provider: ProviderId; base_url: string | null; model: string | null; key_changed: boolean }

/** That somebody uses a provider, and where it is. Neither the key nor any part of it. */
export const writeProvider = ({ provider, base_url, model, key_changed }: SetProvider) => ({
  action: providerActions.set,
  subject: `provider:${provider}`,
  data: { provider, host: hostIn(base_url), model, key_changed },
})

export const writeProviderRemoval = (provider: ProviderId) => ({
  action: providerActions.removed,
  subject: `provider:${provider}`,
  data: { provider },
})

export const writeGateway = (workspace: string, base_url: string) => ({
  action: gatewayActions.set,
  subject: `workspace:${workspace}`,
  data: { host: hostIn(base_url) },
})

export const writeGatewayRemoval = (workspace: string) => ({
  action: gatewayActions.removed,
  subject: `workspace:${workspace}`,
  data: {},
})

/** An address may carry in its path what is nobody's business. */
const hostIn = (base: string | null): string | null => (base === null ? null : new URL(base).host)
