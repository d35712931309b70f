import type { GateCircumstances } from '../../../shared/domain/surface-guards.ts'
import { quarantineOf, type Standing, sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Release, Running } from '../../gate/host.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'

type At = {
  /** Newest first, as the host has them. */
  releases: readonly Release[]
  running: Running | null
  standing: Standing
  under_way: readonly DeployRecord[]
  last: GateCircumstances['last']
}

/** What a rollback leads away from, and where to. */
export type RollbackWay = { from_sha: string | null; to: Release | null }
type Runs = Pick<Running, 'sha' | 'release'>

/**
 * The release before the running one. A deploy that may have pushed already is left for what ran when it began, whether or
 * not the host has taken it; one that has pushed nothing is only stopped: what runs is what it returns to. A commit in
 * quarantine is never gone back to, nor the one that runs: after a rollback both stand before the one that is meant.
 */
export function rollbackWay({ releases, running, standing, under_way, last }: At): RollbackWay {
  const runs: Runs = running ?? standing.running ?? { sha: null, release: null }
  const deploy = under_way.find((each) => each.deploy.kind === 'deploy')?.deploy
  const mayBeOut = deploy?.stage.state === 'deploying' || deploy?.stage.state === 'health_check'
  if (deploy && !mayBeOut) return { from_sha: runs.sha, to: releaseOf(runs, releases) }
  if (deploy) {
    const { from_sha, to_sha } = deploy
    const before =
      releases.find(({ sha }) => sameCommit(sha, from_sha)) ??
      [running, standing.running].flatMap((each) =>
        each && sameCommit(each.sha, from_sha) ? (releaseOf(each, releases) ?? []) : [],
      )[0]
    if (before) return { from_sha: to_sha, to: before }
    // It is not there yet, and nobody knows by its commit what is.
    if (!sameCommit(runs.sha, to_sha)) return { from_sha: to_sha, to: releaseOf(runs, releases) }
  }
  const { sha: from_sha, release } = runs
  // Where nobody says what runs, it is the newest.
  const at =
    from_sha === null && release === null
      ? 0
      : releases.findIndex(({ id, sha }) => (release === null ? sameCommit(sha, from_sha) : id === release))
  // One that was broken off or lost sight of may have gone back: the next goes to the same release, and not one further.
  const isOpen =
    last?.kind === 'rollback' && !last.came_out && (last.outcome === 'unknown' || last.outcome === 'cancelled')
  const again = isOpen ? releases.find(({ id }) => id === last.to_release) : undefined
  if (again) return { from_sha, to: again }
  const to = releases
    .slice(at + 1)
    .find(({ sha }) => sha === null || !(sameCommit(sha, from_sha) || quarantineOf(standing, sha)))
  return { from_sha, to: to ?? null }
}

/** As the host lists it; where it does not, by its name. */
function releaseOf({ sha, release }: Runs, releases: readonly Release[]): Release | null {
  const listed = releases.find((each) => (release === null ? sameCommit(each.sha, sha) : each.id === release))
  return listed ?? (release === null ? null : { id: release, sha, at: null, label: release })
}
