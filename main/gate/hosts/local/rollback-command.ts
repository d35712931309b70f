import type { Release } from '../../host.ts'
import { shellWord } from '../shell-word.ts'
import type { LocalTarget } from './release-refs.ts'

/**
 * What works from anywhere on this machine: the remote has the commits of all its releases, so it pushes to itself, and its
 * hooks run as they do for any push. Without a release: the newest one that does not hold what runs now. Where there is
 * none, git refuses the empty name, instead of deleting the branch.
 */
export function rollbackCommand({ remote, branch }: LocalTarget, to: Release | null): string {
  const git = `git -C ${shellWord(remote)}`
  const name = `refs/heads/${branch}`
  if (to !== null && to.sha !== null) return `${git} push --force . ${shellWord(`${to.sha}:${name}`)}`
  const newest = `for-each-ref --count=1 --sort=-version:refname --format='%(*objectname)'`
  return `${git} push --force . "$(${git} ${newest} --no-contains ${shellWord(name)} refs/countersign/releases)^{commit}:${name}"`
}
