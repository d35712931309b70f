import type { ProviderId } from '../../../shared/domain/assistant.ts'
import { usualBase, usualModel } from '../../../shared/domain/provider.ts'
import type { Providers } from '../../assistant-api.ts'

type Words = { name: string; says: string; key: string; base: string | null; model: string | null }

export const providerWords: Record<ProviderId, Words> = {
  openai: {
    name: 'OpenAI',
    says: 'Any model that api.openai.com/v1 lists for your key, or whatever speaks the same at another address.',
    key: 'sk-…',
    base: usualBase.openai,
    model: usualModel.openai,
  },
  anthropic: {
    name: 'Anthropic',
    says: 'Any Claude model on api.anthropic.com.',
    key: 'sk-ant-…',
    base: usualBase.anthropic,
    model: usualModel.anthropic,
  },
  gateway: {
    name: 'Gateway',
    says: 'Through this workspace’s own gateway, where its provider’s key is kept in the middle; or through a gateway of your own.',
    key: 'only for a gateway of your own',
    base: null,
    model: null,
  },
}

/** Where keys rest, as the one who answers here says it. */
export const keptWords: Record<Providers['kept'], string> = {
  keychain: 'Keys are kept in this machine’s keychain, and are read from there for each question.',
  memory:
    'Keys are kept in memory alone, because this machine has no keychain: when the program ends they are forgotten.',
  master_key:
    'Keys are kept encrypted with a key of their own for each provider, derived from the server’s master key. Never as plain text.',
}

/** "Answered in 840 ms with gpt-5-mini." */
export function testWords({
  ok,
  ms,
  model,
  detail,
}: {
  ok: boolean
  ms: number
  model: string | null
  detail: string | null
}): string {
  const took = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
  const by = model === null ? '' : `: ${model}`
  if (ok) return `It answered in ${took}${by}.`
  return detail ?? `It did not answer${by}, after ${took}.`
}
