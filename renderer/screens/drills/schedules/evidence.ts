/** What became of telling the owners, as the answer's `metadata` says it: read with care, since it is a loose record. */
export type Evidence = {
  success: boolean
  attempts: number
  /** By provider: `delivered`, `failed`, `unknown`. */
  outcomes: readonly (readonly [provider: string, outcome: string])[]
  /** Where it went, without anything secret. */
  urls: readonly string[]
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

export function readEvidence(metadata: Readonly<Record<string, unknown>>): Evidence {
  const { success, attempts, outcomes, urls, providers, failed_providers } = metadata
  const failed = new Set(texts(failed_providers))
  const told = typeof outcomes === 'object' && outcomes !== null ? Object.entries(outcomes) : []
  return {
    success: success === true,
    attempts: typeof attempts === 'number' ? attempts : 0,
    outcomes:
      told.length > 0
        ? told.map(([provider, outcome]) => [provider, String(outcome)] as const)
        : texts(providers).map((provider) => [provider, failed.has(provider) ? 'failed' : 'delivered'] as const),
    urls: texts(urls),
  }
}
