import { z } from 'zod'
import { GatewayCredential } from '../../../shared/contract/assistant.ts'
import { plainBase, usualBase, writeGateway, writeGatewayRemoval } from '../../../shared/domain/provider.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import type { SecretPlace } from '../../store/secrets.ts'
import type { Caller } from '../../use-cases/caller.ts'
import { baseFault } from '../base-fault.ts'

const Sealed = z.object({ key: z.string(), base_url: z.string() })
export type CentralKey = z.output<typeof Sealed>
type View = z.output<typeof GatewayCredential>

/** The workspace's own, for all of its people. */
const placeOf = (workspace: string): SecretPlace => ({ workspace, owner: '', provider: 'gateway', label: 'key' })

export async function centralKey(
  { secrets }: Pick<Services, 'secrets'>,
  workspace: string,
): Promise<CentralKey | undefined> {
  const text = await secrets.get(placeOf(workspace))
  return text === undefined ? undefined : Sealed.parse(JSON.parse(text))
}

async function showGateway(services: Pick<Services, 'secrets'>, workspace: string): Promise<View> {
  const central = await centralKey(services, workspace)
  if (central === undefined) return { configured: false, last4: null, base_url: null, updated_at: null }
  const kept = await services.secrets.list({ workspace, owner: '' })
  const updated_at = kept.find(({ provider }) => provider === placeOf(workspace).provider)?.updated_at ?? null
  return { configured: true, last4: central.key.slice(-4), base_url: central.base_url, updated_at }
}

/** Whoever does not manage it sees whether there is one and whose: a path may say more than they need to know. */
export async function showGatewayTo(
  services: Pick<Services, 'secrets'>,
  { workspace, permissions }: Pick<Caller, 'workspace' | 'permissions'>,
): Promise<View> {
  const view = await showGateway(services, workspace)
  if (permissions.has('settings.manage')) return view
  const base_url = view.base_url === null ? null : new URL(view.base_url).origin
  return { configured: view.configured, last4: null, base_url, updated_at: null }
}

/** Key and address come together: a key that nobody reads back must not be sent to a new address either. */
export async function putGateway(
  services: Services,
  caller: Caller,
  given: { key: string; base_url?: string | null | undefined },
): Promise<Result<View>> {
  const wanted = given.base_url ?? usualBase.openai
  const fault = baseFault(wanted, services.webhookTargets)
  if (fault !== undefined) return fault
  const central: CentralKey = { key: given.key, base_url: plainBase(wanted) ?? wanted }
  await services.secrets.put(placeOf(caller.workspace), JSON.stringify(central), async (tx) => {
    tx.append({ ...writeGateway(caller.workspace, central.base_url), actor: await knowActor(tx, caller.actor) })
  })
  return ok(await showGateway(services, caller.workspace))
}

export async function removeGateway(services: Services, caller: Caller): Promise<View> {
  await services.secrets.remove(placeOf(caller.workspace), async (tx) => {
    tx.append({ ...writeGatewayRemoval(caller.workspace), actor: await knowActor(tx, caller.actor) })
  })
  return showGateway(services, caller.workspace)
}

/** Whether the gateway has a key in its middle: this server's, or that of the one that is connected. */
export async function centralOf(
  services: Pick<Services, 'secrets'>,
  { workspace, atServer }: Pick<Caller, 'workspace' | 'atServer'>,
): Promise<{ base_url: string } | undefined> {
  if (atServer === undefined) return centralKey(services, workspace)
  const answer = await atServer.ask(new Request('http://countersign.local/api/v1/gateway/credential'))
  const said = GatewayCredential.safeParse(await answer.json().catch(() => undefined)).data
  return answer.ok && said?.configured && said.base_url !== null ? { base_url: said.base_url } : undefined
}
