import { webBase } from '../../gate/forge/forge-person.ts'
import { forgeTokenPlace } from '../../gate/run/token-of.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import type { Caller } from '../caller.ts'
import { type ForgeTokenView, githubApi, showForgeToken } from './forge-token.ts'

/** Forgets it here. At the forge it stays what it is: whoever wants it gone revokes it there. */
export async function removeForgeToken(
  services: Pick<Services, 'secrets' | 'gate' | 'mode'>,
  caller: Caller,
  api_base: string = githubApi,
): Promise<ForgeTokenView> {
  await services.secrets.remove(forgeTokenPlace(caller.workspace, caller.actor.id, api_base), async (tx) => {
    const actor = await knowActor(tx, caller.actor)
    const forge = webBase(api_base)
    tx.append({ action: 'forge.token.removed', subject: `forge:${forge}`, actor, data: { forge } })
  })
  return showForgeToken(services, caller, api_base)
}
