import { z } from 'zod'
import { type ProviderId, providerIds } from '../../shared/domain/assistant.ts'
import type { Services } from '../services.ts'
import type { SecretPlace } from '../store/secrets.ts'
import type { Caller } from '../use-cases/caller.ts'

/** What is sealed together: an address that somebody put in elsewhere opens no key. */
const Sealed = z.object({
  /** None of one's own: then the workspace's, by the gateway. */
  key: z.string().nullable(),
  base_url: z.string().nullable(),
  model: z.string().nullable(),
  /** The one that was made active last is the one in use. */
  active_at: z.string(),
})
export type ProviderKey = z.output<typeof Sealed>

type Of = Pick<Caller, 'workspace' | 'actor' | 'atServer'>

/**
 * Of one person, in one workspace. A console that talks to a team's server keeps what was given for that one apart: the
 * same person may use other keys elsewhere.
 */
export const providerPlace = ({ workspace, actor, atServer }: Of, provider: ProviderId): SecretPlace => ({
  workspace,
  owner: actor.id,
  provider: `assistant:${provider}`,
  label: atServer === undefined ? 'key' : `key at ${atServer.id}`,
})

export async function readProviderKey(
  { secrets }: Pick<Services, 'secrets'>,
  caller: Of,
  provider: ProviderId,
): Promise<ProviderKey | undefined> {
  const text = await secrets.get(providerPlace(caller, provider))
  return text === undefined ? undefined : Sealed.parse(JSON.parse(text))
}

export type ProviderKeys = Partial<Record<ProviderId, ProviderKey>>

export async function readProviderKeys(services: Pick<Services, 'secrets'>, caller: Of): Promise<ProviderKeys> {
  const found = await Promise.all(
    providerIds.map(async (id) => [id, await readProviderKey(services, caller, id)] as const),
  )
  return Object.fromEntries(found.filter(([, key]) => key !== undefined))
}

export const sealedText = (key: ProviderKey): string => JSON.stringify(key satisfies ProviderKey)

/**
 * Which one questions go to: what was chosen last; where nothing was, the workspace's own gateway, if it has one. Whether
 * it has may be for a server to say, so it is asked only where it matters.
 */
export async function activeOf(keys: ProviderKeys, central: () => Promise<boolean>): Promise<ProviderId | undefined> {
  const chosen = Object.entries(keys).sort(([, a], [, b]) => (a.active_at < b.active_at ? 1 : -1))
  for (const [name, { key }] of chosen) {
    const id = providerIds.find((each) => each === name)
    if (id !== undefined && (key !== null || (await central()))) return id
  }
  return (await central()) ? 'gateway' : undefined
}
