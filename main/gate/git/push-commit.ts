import type { Say } from '../host.ts'
import type { Environment } from '../program-environment.ts'
import type { Repository } from './open-repository.ts'
import { pushRefs } from './push-refs.ts'

export type PushCommit = {
  remote: string
  branch: string
  to_sha: string
  /** What the branch has at the remote, null where there is none: if it has anything else, nothing is pushed. */
  expected_sha: string | null
  env?: Environment | undefined
}

/** Exactly that commit to exactly that branch. RemoteMoved where the branch moved, HostRefused where git or the remote refuses. */
export const pushCommit = (
  repository: Pick<Repository, 'gitDir'>,
  { remote, branch, to_sha, expected_sha, env }: PushCommit,
  say: Say,
  signal: AbortSignal,
): Promise<void> =>
  pushRefs(
    repository,
    { remote, env, updates: [{ name: `refs/heads/${branch}`, to: to_sha, expected: expected_sha }] },
    say,
    signal,
  )
