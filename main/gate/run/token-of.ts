import type { Who } from '../../../shared/domain/action.ts'
import type { Services } from '../../services.ts'
import type { SecretPlace } from '../../store/secrets.ts'
import type { CiPath } from '../forge/follow-run.ts'
import { webBase } from '../forge/forge-person.ts'
import { readKeptToken } from '../forge/kept-token.ts'

type Needs = Pick<Services, 'secrets' | 'gate' | 'mode'>

/** Where somebody's own token for a forge rests, sealed. */
export const forgeTokenPlace = (workspace: string, owner: string, api_base: string): SecretPlace => ({
  workspace,
  owner,
  provider: 'forge',
  label: webBase(api_base),
})

/** With whose token the forge is asked: of the one whose deploy it is. Read anew every time, since it can be changed. */
export const tokenOf = async (
  needs: Needs,
  workspace: string,
  { id }: Who,
  { api_base }: Pick<CiPath, 'api_base'>,
): Promise<string | null> => {
  const kept = await needs.secrets.get(forgeTokenPlace(workspace, id, api_base))
  return kept === undefined ? tokenOfEnvironment(needs, api_base) : readKeptToken(kept).token
}

/** Of a person's own machine the environment is theirs; a team's server has nobody's in particular, and a sample asks no forge. */
export function tokenOfEnvironment({ gate: { env }, mode }: Needs, api_base: string): string | null {
  // It was given for one forge: no surface that names another gets it.
  const meant = env.GITHUB_API_URL || 'https://api.github.com'
  if (mode !== 'local' || !URL.canParse(meant) || webBase(meant) !== webBase(api_base)) return null
  return env.COUNTERSIGN_GITHUB_TOKEN || env.GITHUB_TOKEN || env.GH_TOKEN || null
}
