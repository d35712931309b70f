import { type Deployed, HostRefused, type Say } from '../../host.ts'
import { type Pace, until, within } from '../until.ts'
import type { HerokuRelease } from './api.ts'
import { type HerokuReleases, nameOf } from './releases.ts'

type Awaited = {
  app: string
  /** The newest release there was before: what is older is not ours. */
  after: number
  /** Whether a release is the one that is waited for. */
  isOurs(release: HerokuRelease): Promise<boolean>
  /** For people: "the commit 1234567". */
  what: string
  /** How long Heroku may take to show a release of it. */
  appearMs?: number
}

const toAppearMs = 120_000

/** Waits until the release is what runs. One that is pending still runs its release phase. */
export async function settle(
  releases: HerokuReleases,
  awaited: Awaited,
  pace: Pace,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const { app, after, isOurs, what, appearMs = toAppearMs } = awaited
  const ours = async () => {
    for await (const release of releases.newestFirst(signal)) {
      if (release.version <= after) return undefined
      if (await isOurs(release)) return release
    }
    return undefined
  }
  const first = await until(`Heroku made no release of ${what}`, within(appearMs, pace), ours, signal)
  if (first.status === 'pending') say(`${nameOf(first)} is made; its release phase runs`)
  const ended = async () => {
    const now = await releases.byName(nameOf(first), signal)
    return now.status === 'pending' ? undefined : now
  }
  const made = await until(`The release phase of ${nameOf(first)} did not end`, pace, ended, signal)
  if (made.status !== 'succeeded')
    throw new HostRefused(
      `The release phase of ${nameOf(made)} failed, so what ran before still runs; heroku releases:output ${nameOf(made)} --app ${app} shows why`,
    )
  const started = async () => {
    const { current } = await releases.top(signal)
    return current !== null && current.version >= made.version ? current : undefined
  }
  const current = await until(`${nameOf(made)} did not begin to run`, within(toAppearMs, pace), started, signal)
  // A change of a setting makes a release too, of the same slug.
  if (current.version !== made.version && !(await isOurs(current)))
    throw new HostRefused(
      `${nameOf(made)} was made of ${what}, but by now ${nameOf(current)} runs, which is another one`,
    )
  say(`${nameOf(current)} runs ${what}`)
  return { release: nameOf(current) }
}
