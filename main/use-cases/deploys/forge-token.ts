import type { z } from '@hono/zod-openapi'
import type { ForgeToken } from '../../../shared/contract/deploys.ts'
import { readKeptToken } from '../../gate/forge/kept-token.ts'
import { forgeTokenPlace, tokenOfEnvironment } from '../../gate/run/token-of.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'

export type ForgeTokenView = z.output<typeof ForgeToken>

export const githubApi = 'https://api.github.com'

/** What is known of the caller's own token; never the token, and never anybody else's. */
export async function showForgeToken(
  services: Pick<Services, 'secrets' | 'gate' | 'mode'>,
  { workspace, actor }: Caller,
  api_base: string = githubApi,
): Promise<ForgeTokenView> {
  const kept = await services.secrets.get(forgeTokenPlace(workspace, actor.id, api_base))
  if (kept !== undefined) {
    const { login, checked_at } = readKeptToken(kept)
    return { present: true, login, checked_at, from: 'store' }
  }
  const present = tokenOfEnvironment(services, api_base) !== null
  return { present, login: null, checked_at: null, from: present ? 'environment' : null }
}
