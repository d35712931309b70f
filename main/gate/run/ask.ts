import type { Surface } from '../../../shared/domain/surface.ts'
import { repositoriesDir, surfaceDir } from '../folders.ts'
import { forgeChecks } from '../forge/forge-checks.ts'
import { probe } from '../probe.ts'
import { runSmoke, type SmokeNeeds } from '../smoke.ts'
import type { Run } from './open-run.ts'
import { asSentence } from './sentence.ts'
import { tokenOf } from './token-of.ts'

/** What is asked before anything is pushed. False where it says no, which is the end of it. */
export async function ask(run: Run, surface: Surface, to_sha: string): Promise<boolean> {
  run.goOn()
  await run.advance({ kind: 'smoke_started' })
  const { gate } = run.services
  const needs: SmokeNeeds = {
    surface,
    to_sha,
    path: run.deploy.path,
    dir: surfaceDir(gate, run.workspace, surface.id),
    repositories: repositoriesDir(gate, run.workspace),
    forgeChecks: (sha, signal) => askForge(run, surface, sha, signal),
  }
  const [said] = await Promise.all([runSmoke(needs, run.say, run.leaving), lookBefore(run, surface)])
  run.goOn()
  const detail = asSentence(said.detail)
  if (said.verdict === 'failed') await run.end('blocked', { detail })
  else await run.advance({ kind: 'smoke_passed', detail })
  return said.verdict !== 'failed'
}

/** What is not well before a deploy may be the reason for it: it is said, and is in nobody's way. */
async function lookBefore(run: Run, { health: { url, timeout_seconds } }: Surface): Promise<void> {
  if (url === null || run.deploy.from_sha === null) return
  const { ok, error } = await probe({ url, timeout_seconds }, { fetch: run.services.gate.fetch }, run.leaving)
  if (!ok) run.say(`Warning: it is not well before the deploy. ${error ?? ''}`)
}

const askForge: (
  run: Run,
  surface: Surface,
  ...asked: Parameters<SmokeNeeds['forgeChecks']>
) => ReturnType<SmokeNeeds['forgeChecks']> = async (
  { services, workspace, deploy },
  { paths: { ci } },
  sha,
  signal,
) => {
  if (ci === undefined) return { verdict: 'unreachable', detail: 'The surface says of no forge which to ask.' }
  const token = await tokenOf(services, workspace, deploy.began_by, ci)
  if (token === null) return { verdict: 'unreachable', detail: 'There is no token of yours for the forge.' }
  return forgeChecks({ ...ci, fetch: services.gate.fetch, clock: services.clock }, sha, { token, signal })
}
