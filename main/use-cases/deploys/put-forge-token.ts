import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { ForgeFault } from '../../gate/forge/fault.ts'
import { webBase } from '../../gate/forge/forge-person.ts'
import { createGithub } from '../../gate/forge/github.ts'
import { writeKeptToken } from '../../gate/forge/kept-token.ts'
import { forgeTokenPlace } from '../../gate/run/token-of.ts'
import { isSecureUrl } from '../../identity/secure-url.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import type { Caller } from '../caller.ts'
import { readKnownSurfaces } from '../surfaces/known-surfaces.ts'
import { forgeRefusal } from './forge-refusal.ts'
import { type ForgeTokenView, githubApi, showForgeToken } from './forge-token.ts'

/** Keeps it, once the forge has said whose it is. That there is one is an entry; what it is, and whose there, is not. */
export async function putForgeToken(
  services: Services,
  caller: Caller,
  { token: given, api_base = githubApi }: { token: string; api_base?: string | undefined },
): Promise<Result<ForgeTokenView>> {
  const token = given.trim()
  if (!/^[\x21-\x7e]+$/.test(token)) return wrong('token', 'expected visible characters without spaces')
  if (!isSecureUrl(api_base)) return wrong('api_base', 'expected an address that begins with https://')
  // Or whoever may deploy could make this server ask whatever it can reach.
  if (!(await forgesOf(services, caller.workspace)).has(api_base))
    return wrong('api_base', 'expected the forge of one of the surfaces')
  const { gate, clock, stopping, secrets } = services
  const github = createGithub({ api_base, repository: '', fetch: gate.fetch, clock })
  try {
    const { login } = await github.whoAmI({ token, signal: stopping })
    const kept = writeKeptToken({ token, login, checked_at: new Date(clock()).toISOString() })
    await secrets.put(forgeTokenPlace(caller.workspace, caller.actor.id, api_base), kept, async (tx) => {
      const actor = await knowActor(tx, caller.actor)
      const forge = webBase(api_base)
      tx.append({ action: 'forge.token.set', subject: `forge:${forge}`, actor, data: { forge } })
    })
  } catch (error) {
    if (!(error instanceof ForgeFault)) throw error
    return error.kind === 'unauthorized' ? wrong('token', 'expected one that the forge takes') : forgeRefusal(error)
  }
  return ok(await showForgeToken(services, caller, api_base))
}

async function forgesOf(services: Services, workspace: string): Promise<ReadonlySet<string>> {
  const { surfaces } = await readKnownSurfaces(services, services.store.read, workspace)
  return new Set([githubApi, ...surfaces.flatMap(({ surface }) => surface.paths.ci?.api_base ?? [])])
}

const wrong = (field: string, message: string) =>
  refuse('invalid_input', 'The token cannot be kept so.', { issues: [{ path: [field], message }] })
