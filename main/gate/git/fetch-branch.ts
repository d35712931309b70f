import { createHash } from 'node:crypto'
import type { Environment } from '../program-environment.ts'
import type { Repository } from './open-repository.ts'
import { addressOf } from './place.ts'
import { gitRefused, knownPlace, runGit, shownPlace } from './run-git.ts'

/** Brings what a remote's branch has into the repository, beside its own names: somebody may have pushed it from elsewhere. */
export async function fetchBranch(
  { gitDir }: Repository,
  { remote, branch, env }: { remote: string; branch: string; env?: Environment | undefined },
  signal: AbortSignal,
): Promise<void> {
  const place = knownPlace(remote)
  const name = createHash('sha256').update(addressOf(place)).digest('hex').slice(0, 24)
  const names = `+refs/heads/${branch}:refs/countersign/remotes/${name}/${branch}`
  const how = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--update-shallow']
  const args = ['fetch', ...how, '--', addressOf(place), names]
  const run = await runGit({ gitDir, args, place, env, signal })
  if (run.code !== 0) throw gitRefused(`${shownPlace(place)} cannot be fetched`, run)
}
