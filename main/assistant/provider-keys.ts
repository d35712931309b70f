import { z } from 'zod'
import { type ProviderId, providerIds } from '../../shared/domain/assistant.ts'
import type { Services } from '../services.ts'
import type { SecretPlace } from '../store/secrets.ts'
import { within } from '../store/within.ts'
import type { Caller } from '../use-cases/caller.ts'
import { ownerOf } from '../use-cases/chat/find-own-session.ts'

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

/** How secrets are marked as keys for a provider, and as given for one connection. */
export const nameOf = (provider: ProviderId): string => `assistant:${provider}`
export const labelAt = (connection: string): string => `key at ${connection}`

type Of = Pick<Caller, 'workspace' | 'actor' | 'atServer'>

/**
 * Of one person, in one workspace. A console that talks to a team's server keeps what was given for that one apart: the
 * same person may use other keys elsewhere.
 */
export const providerPlace = ({ workspace, atServer }: Of, owner: string, provider: ProviderId): SecretPlace => ({
  workspace,
  owner,
  provider: nameOf(provider),
  label: atServer === undefined ? 'key' : labelAt(atServer.id),
})

type Kept = Pick<Services, 'secrets' | 'store'>

/** Whose they are by now: whoever was erased meanwhile is somebody else, who begins with none. */
export const ownerOfKeys = ({ store }: Pick<Kept, 'store'>, caller: Of): Promise<string> =>
  within(caller.workspace, () => ownerOf(store.read, caller))

export async function readProviderKey(
  services: Kept,
  caller: Of,
  provider: ProviderId,
): Promise<ProviderKey | undefined> {
  return readOf(services, caller, await ownerOfKeys(services, caller), provider)
}

async function readOf(
  { secrets }: Kept,
  caller: Of,
  owner: string,
  provider: ProviderId,
): Promise<ProviderKey | undefined> {
  const text = await secrets.get(providerPlace(caller, owner, provider))
  return text === undefined ? undefined : Sealed.parse(JSON.parse(text))
}

export type ProviderKeys = Partial<Record<ProviderId, ProviderKey>>

export async function readProviderKeys(services: Kept, caller: Of): Promise<ProviderKeys> {
  const owner = await ownerOfKeys(services, caller)
  const found = await Promise.all(
    providerIds.map(async (id) => [id, await readOf(services, caller, owner, id)] as const),
  )
  return Object.fromEntries(found.filter(([, key]) => key !== undefined))
}

export const sealedText = (key: ProviderKey): string => JSON.stringify(key satisfies ProviderKey)

/**
 * Which one questions go to: what was chosen last, also where that cannot answer: words that were meant for one provider
 * are told to no other. Where nothing was chosen, the workspace's own gateway, if it has a key. Whether it has may be for a
 * server to say, so it is asked only where it matters.
 */
export async function activeOf(keys: ProviderKeys, central: () => Promise<boolean>): Promise<ProviderId | undefined> {
  const chosen = Object.entries(keys).sort(([, a], [, b]) => (a.active_at < b.active_at ? 1 : -1))
  const [last] = chosen
  if (last !== undefined) return providerIds.find((id) => id === last[0])
  return (await central()) ? 'gateway' : undefined
}
