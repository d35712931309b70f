import type { Surface } from '../../shared/domain/surface.ts'
import type { Services } from '../services.ts'
import { HostRefused } from './host.ts'
import { gitAccess, remoteOf } from './hosts/heroku/git-access.ts'
import type { Environment } from './program-environment.ts'
import { surfaceSecrets } from './surface-secrets.ts'

type Needs = { secrets: Pick<Services['secrets'], 'get'>; gate: Pick<Services['gate'], 'env'> }

/**
 * What git is started with to read a surface's remote, for a commit that runs there and is nowhere else. Nothing where the
 * remote asks for nothing, or where the key is not there: then git says that it was not let in.
 */
export async function remoteAccess(
  { secrets, gate }: Needs,
  workspace: string,
  surface: Surface,
): Promise<Environment> {
  if (surface.host !== 'heroku') return {}
  const { secret } = surfaceSecrets({ secrets, env: gate.env }, workspace, surface)
  try {
    return await gitAccess(remoteOf(surface), surface.settings.api_key, secret)
  } catch (error) {
    if (error instanceof HostRefused) return {}
    throw error
  }
}
