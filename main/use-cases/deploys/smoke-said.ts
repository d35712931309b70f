import type { z } from '@hono/zod-openapi'
import type { DeployDiff } from '../../../shared/contract/deploys.ts'
import { endingOf, outcomeOf } from '../../../shared/domain/gate.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { forgeChecks } from '../../gate/forge/forge-checks.ts'
import { tokenOf } from '../../gate/run/token-of.ts'
import type { Services } from '../../services.ts'
import { readDeploys } from '../../store/deploys.ts'
import type { Caller } from '../caller.ts'

export type SmokeSaid = z.output<typeof DeployDiff>['smoke']

const lookedBack = 50

/** What the smoke gate says of a commit before a deploy: the forge's checks now; of commands, what they said the last time. */
export async function smokeSaid(
  services: Services,
  caller: Caller,
  surface: Surface,
  sha: string,
  signal: AbortSignal,
): Promise<SmokeSaid> {
  const { smoke, paths } = surface
  if (smoke.kind === 'none') return { verdict: 'none', detail: 'This surface asks nothing before a deploy.', at: null }
  if (smoke.kind === 'forge_checks' && paths.ci) {
    const token = await tokenOf(services, caller.workspace, { id: caller.actor.id, digest: '' }, paths.ci)
    if (token === null) return { verdict: 'unreachable', detail: noToken, at: null }
    const place = { ...paths.ci, fetch: services.gate.fetch, clock: services.clock }
    const said = await forgeChecks(place, sha, { token, signal })
    return { ...said, at: new Date(services.clock()).toISOString() }
  }
  return (await lastSaid(services, caller.workspace, surface, sha)) ?? asked(smoke)
}

const noToken = 'The checks of the forge are asked with your own token, and there is none of yours here.'

const asked = (smoke: Surface['smoke']): SmokeSaid => ({
  verdict: 'not_run',
  detail:
    smoke.kind === 'commands'
      ? `It will be asked by ${smoke.commands.map((argv) => argv.join(' ')).join('; ')}.`
      : 'The checks of the forge will be asked.',
  at: null,
})

/** Of the deploys of that very commit the last one that its smoke gate has let through, or blocked. */
async function lastSaid(
  { store }: Services,
  workspace: string,
  { id }: Surface,
  sha: string,
): Promise<SmokeSaid | undefined> {
  const last = await readDeploys(store.read, workspace, { surface: id, kind: 'deploy' }, { limit: lookedBack })
  for (const { deploy } of last) {
    if (deploy.to_sha !== sha) continue
    const at = endingOf(deploy)?.at ?? deploy.began_at
    if (outcomeOf(deploy) === 'blocked')
      return { verdict: 'failed', detail: endingOf(deploy)?.detail ?? 'It was blocked.', at }
    if (deploy.smoke !== null) return { verdict: 'passed', detail: deploy.smoke, at }
  }
  return undefined
}
