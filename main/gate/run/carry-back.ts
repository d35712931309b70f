import type { Surface } from '../../../shared/domain/surface.ts'
import { openHost } from '../open-host.ts'
import { orFault } from '../or-fault.ts'
import { bySystem } from './advance-held.ts'
import type { Run } from './open-run.ts'
import { pollHealth } from './poll-health.ts'
import { pushOut } from './push-out.ts'
import { stopOthers } from './stop-others.ts'

/** A rollback to the release that was pinned. Nothing is asked before it, nothing is built, and it waits for little. */
export async function carryBack(run: Run, surface: Surface): Promise<void> {
  const { to_release, to_sha } = run.deploy
  if (to_release === null) {
    await run.end('cancelled', { detail: 'It does not say which release to return to.' }, bySystem)
    return
  }
  run.say(
    `Back to ${to_release}${to_sha === null ? '' : ` (${to_sha.slice(0, 7)})`}: nothing is asked before it, nothing is built.`,
  )
  await stopOthers(run)
  if (await runsAlready(run, surface)) return
  const to = { id: to_release, sha: to_sha, at: null, label: to_release }
  if (!(await pushOut(run, surface, (host, wanted) => host.rollback(to, wanted, run.say, run.halted)))) return
  run.goOn()
  await pollHealth(run, surface)
}

const patienceMs = 5_000

/**
 * Pressed while a deploy had pushed nothing yet: that is stopped, and if what ran before runs still, nothing has to go back.
 * Where the deploy came through all the same, or nobody says what runs, it goes back like any other.
 */
async function runsAlready(run: Run, surface: Surface): Promise<boolean> {
  const { services, workspace, deploy } = run
  const { from_sha, to_sha, to_release } = deploy
  if (from_sha !== to_sha) return false
  const signal = AbortSignal.any([run.leaving, AbortSignal.timeout(patienceMs)])
  const now = await orFault(openHost(services, workspace, surface).running(signal), signal)
  run.goOn()
  if (!now.ok) return false
  const { sha, release } = now.value
  // A host that names no release for it has it listed by its commit.
  if (sha !== to_sha || (release ?? sha) !== to_release) return false
  run.say(`${to_release} runs there now: there is nothing to go back from.`)
  await run.advance({ kind: 'deploy_started' })
  await run.advance({ kind: 'deployed', release: to_release })
  await pollHealth(run, surface)
  return true
}
