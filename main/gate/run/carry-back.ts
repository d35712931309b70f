import type { Surface } from '../../../shared/domain/surface.ts'
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
  const to = { id: to_release, sha: to_sha, at: null, label: to_release }
  if (!(await pushOut(run, surface, (host, wanted) => host.rollback(to, wanted, run.say, run.halted)))) return
  run.goOn()
  await pollHealth(run, surface)
}
