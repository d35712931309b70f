import { join } from 'node:path'
import { openRepository, prepareRepository } from '../git/open-repository.ts'
import { placeOf } from '../git/place.ts'
import { type Host, type HostNeeds, HostRefused, type Release } from '../host.ts'
import { releaseNamed } from '../release-named.ts'
import { checkLocal } from './local/check.ts'
import { pushRelease } from './local/push-release.ts'
import { readReleases } from './local/read-releases.ts'
import { type LocalTarget, releaseId, releaseRefs } from './local/release-refs.ts'
import { rollbackCommand } from './local/rollback-command.ts'

const short = (sha: string): string => sha.slice(0, 12)

/**
 * A repository of this machine whose hook deploys what is pushed. What runs is what its branch has. Its releases are names
 * in the same repository, moved together with the branch in one push: they outlive our folders, everybody sees the same,
 * and the commit of each stays there to go back to.
 */
export function openLocalHost({ surface, dir, clock }: HostNeeds): Host {
  if (surface.host !== 'local') throw new Error(`a surface of the host ${surface.host} was opened as a local one`)
  const { branch } = surface.settings
  const target = () => targetOf(surface.id, surface.remote, branch)
  // Where the code comes from is not needed to go back, so that has a repository of its own.
  const production = ({ remote }: LocalTarget) => ({ repository: remote, dir: join(dir, 'git') })
  const code = ({ remote }: LocalTarget) => ({
    ...production({ remote, branch }),
    repository: surface.repository,
    beside: remote,
  })

  return {
    kind: 'local',

    async running(signal) {
      const at = target()
      const { head, newest } = await releaseRefs(at, signal)
      if (head === null || newest?.sha !== head) return { sha: head, release: null, since: null }
      const [release] = await readReleases(await prepareRepository(production(at), signal), [newest], signal)
      return { sha: head, release: releaseId(newest.n), since: release?.at ?? null }
    },

    async releases(limit, signal) {
      const at = target()
      const { head, newest, all } = await releaseRefs(at, signal)
      const known = await readReleases(await prepareRepository(production(at), signal), all.slice(0, limit), signal)
      if (head === null || newest?.sha === head) return known
      const unnamed: Release = { id: head, sha: head, at: null, label: 'Pushed past this console' }
      return [unnamed, ...known].slice(0, limit)
    },

    async deploy({ deploy_id, from_sha, to_sha }, say, signal) {
      const at = target()
      const repository = await openRepository(code(at), signal)
      if (repository.stale !== null) say(repository.stale)
      const refs = await releaseRefs(at, signal)
      const what = { sha: to_sha, expected: from_sha, why: `Deploy ${short(to_sha)}`, deploy_id, at: clock() }
      return { release: await pushRelease(repository, { ...at, refs, ...what }, say, signal) }
    },

    async rollback(to, { deploy_id }, say, signal) {
      const at = target()
      const refs = await releaseRefs(at, signal)
      const known = refs.all.map(({ n, sha }) => ({ id: releaseId(n), sha }))
      const pinned = releaseNamed(known, to.id)?.sha ?? (to.id === refs.head ? refs.head : undefined)
      if (pinned === undefined || (to.sha !== null && to.sha !== pinned))
        throw new HostRefused(`${surface.app} has no release ${to.id}${to.sha === null ? '' : ` of ${short(to.sha)}`}`)
      const repository = await prepareRepository(production(at), signal)
      say(
        `${branch} goes back to ${short(pinned)}${refs.head === null ? '' : ` from ${short(refs.head)}`}: nothing is built`,
      )
      const what = { sha: pinned, expected: refs.head, why: `Rollback to ${to.id}`, deploy_id, at: clock() }
      return { release: await pushRelease(repository, { ...at, refs, ...what }, say, signal) }
    },

    rollbackCommand: (to) => (surface.remote === null ? '' : rollbackCommand({ remote: surface.remote, branch }, to)),

    check: (signal) => {
      const needs = { repository: surface.repository, dir: join(dir, 'git') }
      return checkLocal({ target, code: needs, ref: surface.ref }, signal)
    },
  }
}

/** Found out when it is used: a surface that lacks it can still be shown, and its history read. */
function targetOf(id: string, remote: string | null, branch: string): LocalTarget {
  if (remote === null) throw new HostRefused(`${id} has no remote: there is nowhere to push to`)
  const place = placeOf(remote)
  if (place?.kind !== 'folder')
    throw new HostRefused(`the remote of ${id} is no folder of this machine, as the host local takes it for`)
  return { remote: place.path, branch }
}
