import type { z } from '@hono/zod-openapi'
import type { ProviderView as ProviderShape } from '../../shared/contract/assistant.ts'
import { type ProviderId, providerIds } from '../../shared/domain/assistant.ts'
import { plainBase, usualBase, writeProvider, writeProviderRemoval } from '../../shared/domain/provider.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { knowActor } from '../store/actors.ts'
import type { Caller } from '../use-cases/caller.ts'
import { baseFault } from './base-fault.ts'
import { centralOf } from './gateway/credential.ts'
import {
  activeOf,
  ownerOfKeys,
  type ProviderKey,
  providerPlace,
  readProviderKey,
  readProviderKeys,
  sealedText,
} from './provider-keys.ts'

type View = z.output<typeof ProviderShape>
type Given = {
  key?: string | undefined
  base_url?: string | null | undefined
  model?: string | null | undefined
  active?: true | undefined
}

export async function listProviders(services: Services, caller: Caller): Promise<View[]> {
  const owner = await ownerOfKeys(services, caller)
  const [keys, central, kept] = await Promise.all([
    readProviderKeys(services, caller),
    centralOf(services, caller).then((found) => found !== undefined),
    services.secrets.list({ workspace: caller.workspace, owner }),
  ])
  const active = await activeOf(keys, async () => central)
  return providerIds.map((id) => {
    const key = keys[id]
    const place = providerPlace(caller, owner, id)
    const row = kept.find(({ provider, label }) => provider === place.provider && label === place.label)
    return {
      id,
      configured: key !== undefined,
      last4: key?.key?.slice(-4) ?? null,
      base_url: key?.base_url ?? null,
      model: key?.model ?? null,
      active: id === active,
      central: id === 'gateway' && central,
      updated_at: row?.updated_at ?? null,
    }
  })
}

async function showProvider(services: Services, caller: Caller, id: ProviderId): Promise<View> {
  const view = (await listProviders(services, caller)).find((each) => each.id === id)
  if (view === undefined) throw new Error('a provider is not among the providers')
  return view
}

/** What is left out stays as it was; with a key that is new, questions go to this provider from now on. */
export async function putProvider(
  services: Services,
  caller: Caller,
  provider: ProviderId,
  given: Given,
): Promise<Result<View>> {
  const before = await readProviderKey(services, caller, provider)
  const checked = checkProvider(services, provider, before, given)
  if (!checked.ok) return checked
  const isChosen = before === undefined || given.key !== undefined || given.active === true
  const active_at = isChosen ? laterThan(await readProviderKeys(services, caller), services.clock()) : before.active_at
  const { key, base_url, model } = checked.value
  const after: ProviderKey = { key, base_url, model, active_at }
  // Sealed for whom the ledger knows: somebody who is asked for the first time, or anew, is made known before.
  const { id: owner } = await services.store.write(caller.workspace, (tx) => knowActor(tx, caller.actor))
  await services.secrets.put(providerPlace(caller, owner, provider), sealedText(after), async (tx) => {
    const entry = writeProvider({ provider, base_url, model, key_changed: key !== (before?.key ?? null) })
    const actor = await knowActor(tx, caller.actor)
    if (actor.id !== owner) throw new Error('a person was erased while a key of theirs was put in')
    tx.append({ ...entry, actor })
  })
  return ok(await showProvider(services, caller, provider))
}

export async function removeProvider(services: Services, caller: Caller, provider: ProviderId): Promise<View> {
  const place = providerPlace(caller, await ownerOfKeys(services, caller), provider)
  await services.secrets.remove(place, async (tx) => {
    tx.append({ ...writeProviderRemoval(provider), actor: await knowActor(tx, caller.actor) })
  })
  return showProvider(services, caller, provider)
}

function checkProvider(
  { webhookTargets }: Pick<Services, 'webhookTargets'>,
  provider: ProviderId,
  before: ProviderKey | undefined,
  given: Given,
): Result<Pick<ProviderKey, 'key' | 'base_url' | 'model'>> {
  const wanted = given.base_url === undefined ? (before?.base_url ?? null) : given.base_url
  const fault = wanted === null ? undefined : baseFault(wanted, webhookTargets)
  if (fault !== undefined) return fault
  const base_url = wanted === null ? null : (plainBase(wanted) ?? wanted)
  const isMoved = before !== undefined && placeOf(provider, base_url) !== placeOf(provider, before.base_url)
  // Sent to an address of their choosing, whoever sits at an unlocked console could read the key back.
  if (before?.key != null && given.key === undefined && isMoved && base_url !== null)
    return fieldFault('key', 'expected it anew: the one that is kept is not sent to another address')
  const key = given.key ?? (isMoved ? null : (before?.key ?? null))
  const model = given.model === undefined ? (before?.model ?? null) : given.model
  if (provider !== 'gateway')
    return key === null ? fieldFault('key', 'expected a key: there is none yet') : ok({ key, base_url, model })
  if (key !== null && base_url === null)
    return fieldFault('base_url', 'expected the address of another gateway: this one needs no key of your own')
  if (key === null && base_url !== null) return fieldFault('key', 'expected the key of the gateway at this address')
  return ok({ key, base_url, model })
}

/** The whole of it: at one origin there may be many, each with keys of its own. */
const placeOf = (provider: ProviderId, base: string | null): string | null => {
  const address = base ?? (provider === 'gateway' ? null : usualBase[provider])
  return address === null ? null : (plainBase(address) ?? address)
}

/** Of two that were chosen within a millisecond, the second counts. */
function laterThan(keys: Partial<Record<ProviderId, ProviderKey>>, now: number): string {
  const last = Math.max(0, ...Object.values(keys).map(({ active_at }) => Date.parse(active_at)))
  return new Date(Math.max(now, last + 1)).toISOString()
}

const fieldFault = (field: string, message: string) =>
  refuse('invalid_input', 'The provider cannot be used so.', { issues: [{ path: [field], message }] })
