import { join } from 'node:path'
import { openRepository } from '../../git/open-repository.ts'
import { pushCommit } from '../../git/push-commit.ts'
import { remoteHead } from '../../git/remote-refs.ts'
import { type Deployed, type HostNeeds, HostRefused, RemoteMoved, type Say, type Wanted } from '../../host.ts'
import { ApiSilent } from '../api-refusals.ts'
import type { Pace } from '../until.ts'
import { type HerokuApi, HerokuRelease } from './api.ts'
import { cancelBuild } from './cancel-build.ts'
import { gitAccess, herokuBranch } from './git-access.ts'
import { type HerokuReleases, nameOf } from './releases.ts'
import { settle } from './settle.ts'

export type HerokuParts = {
  needs: HostNeeds
  app: string
  remote: string
  keyName: string
  api: HerokuApi
  releases: HerokuReleases
  pace: Pace
}

const short = (sha: string): string => sha.slice(0, 12)

/**
 * Makes `to_sha` run, if what was previewed still runs. Git's `main` at Heroku is not what runs: a rollback moves the one
 * and not the other, so both are looked at.
 */
export async function deployToHeroku(
  parts: HerokuParts,
  wanted: Wanted,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const { app, releases, needs, remote, keyName, pace } = parts
  const { to_sha } = wanted
  const { current, newer } = await releases.top(signal)
  const running = current && (await releases.commitOf(current, signal))
  if (running !== wanted.from_sha) throw new RemoteMoved(moved(running, wanted.from_sha))
  const pending = newer.find(({ status }) => status === 'pending')
  if (pending)
    throw new HostRefused(
      `${nameOf(pending)} of ${app} is on its way, begun by somebody else: wait for it, then look again`,
    )
  if (current && running === to_sha) {
    say(`${short(to_sha)} runs already, as ${nameOf(current)}: nothing is pushed`)
    return { release: nameOf(current) }
  }
  const env = await gitAccess(remote, keyName, needs.secret)
  const head = await remoteHead(remote, herokuBranch, { env }, signal)
  const after = Math.max(0, current?.version ?? 0, ...newer.map(({ version }) => version))
  const isOurs = async (release: HerokuRelease) => (await releases.commitOf(release, signal)) === to_sha
  const awaited = { app, after, isOurs, what: `the commit ${short(to_sha)}` }
  if (head === to_sha) {
    await releaseAgain(parts, to_sha, say, signal)
    return settle(releases, awaited, pace, say, signal)
  }
  const repository = await openRepository(
    { repository: needs.surface.repository, dir: needs.repositories ?? join(needs.dir, 'repository') },
    signal,
  )
  if (repository.stale !== null) say(repository.stale)
  const push = { remote, branch: herokuBranch, to_sha, expected_sha: head, env }
  // Heroku builds on, whoever has stopped listening; the build is stopped while git still is.
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling = cancelBuild(parts.api, to_sha, say)
  }
  signal.addEventListener('abort', cancel)
  try {
    await pushCommit(repository, push, say, signal)
    return await settle(releases, awaited, pace, say, signal)
  } finally {
    signal.removeEventListener('abort', cancel)
    await cancelling
  }
}

/**
 * Git has nothing to push where `main` is at the commit already, though after a rollback, or a release phase that failed,
 * something else runs. The slug that was built of it then is released anew: with today's settings, as a push would.
 */
async function releaseAgain(parts: HerokuParts, to_sha: string, say: Say, signal: AbortSignal): Promise<void> {
  const { api, app, releases } = parts
  say(
    `Heroku's ${herokuBranch} is at ${short(to_sha)} already while something else runs, so a push would change nothing`,
  )
  for await (const release of releases.newestFirst(signal)) {
    if (!release.slug || (await releases.commitOf(release, signal)) !== to_sha) continue
    say(`the slug that ${nameOf(release)} was made of is released again; nothing is built`)
    const body = { slug: release.slug.id, description: `Deploy ${to_sha.slice(0, 8)}` }
    const what = `release the slug of ${nameOf(release)} again`
    try {
      await api.ask({ what, method: 'POST', path: api.at('releases'), body, answer: HerokuRelease }, signal)
    } catch (error) {
      if (!(error instanceof ApiSilent)) throw error
      say(`${error.message}; whether it was done all the same is looked at`)
    }
    return
  }
  throw new HostRefused(
    `Heroku's ${herokuBranch} is at ${short(to_sha)} already and no release of ${app} has a slug of it: a push would build nothing. Deploy a commit on top of it`,
  )
}

const moved = (running: string | null, previewed: string | null): string => {
  const named = (sha: string | null) => (sha === null ? 'nothing that has a commit' : short(sha))
  return `${named(running)} runs at Heroku, and not ${named(previewed)} as when it was previewed; nothing was pushed`
}
