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

/**
 * The release before the running one. While a deploy goes out, that is the one that ran when it began, whether or not the
 * host has taken the new one already. A commit in quarantine is never gone back to, nor the one that runs: after a
 * rollback both stand before the one that is meant.
 */
export function rollbackWay({ releases, running, standing, under_way, last }: At): RollbackWay {
  const goingOut = under_way.find(
    ({ deploy }) =>
      deploy.kind === 'deploy' && (deploy.stage.state === 'deploying' || deploy.stage.state === 'health_check'),
  )?.deploy
  if (goingOut && goingOut.from_sha !== null) {
    const before = releases.find(({ sha }) => sameCommit(sha, goingOut.from_sha))
    if (before) return { from_sha: goingOut.to_sha, to: before }
  }
  const { sha: from_sha, release } = running ?? standing.running ?? { sha: null, release: null }
  // Where nobody says what runs, it is the newest.
  const at =
    from_sha === null && release === null
      ? 0
      : releases.findIndex(({ id, sha }) => (release === null ? sameCommit(sha, from_sha) : id === release))
  // One that was broken off or lost sight of may have gone back: the next goes to the same release, and not one further.
  const isOpen = last?.kind === 'rollback' && (last.outcome === 'unknown' || last.outcome === 'cancelled')
  const again = isOpen ? releases.find(({ id }) => id === last.to_release) : undefined
  if (again) return { from_sha, to: again }
  const to = releases
    .slice(at + 1)
    .find(({ sha }) => sha === null || !(sameCommit(sha, from_sha) || quarantineOf(standing, sha)))
  return { from_sha, to: to ?? null }
}
