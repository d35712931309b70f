import { type Deployed, HostRefused, type Release, type Say } from '../../host.ts'
import { ApiSilent } from '../api-refusals.ts'
import { HerokuRelease } from './api.ts'
import type { HerokuParts } from './deploy.ts'
import { nameOf } from './releases.ts'
import { settle } from './settle.ts'

/** Where the answer was lost it may have been done all the same, and if so it shows soon. */
const silentAppearMs = 10_000

/** Back to exactly that release: its slug, and the settings that it had. Nothing is built. */
export async function rollBackHeroku(
  parts: HerokuParts,
  to: Release,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const { api, app, releases, pace } = parts
  const { current, newer } = await releases.top(signal)
  const wanted = await releases.byName(to.id, signal)
  const name = nameOf(wanted)
  const { slug } = wanted
  if (!slug) throw new HostRefused(`${name} of ${app} has no slug, so there is nothing to return to`)
  if (wanted.status !== 'succeeded')
    throw new HostRefused(`${name} of ${app} is ${wanted.status}: Heroku cannot return to it`)
  if (wanted.eligible_for_rollback === false)
    throw new HostRefused(`Heroku does not return to ${name} of ${app} any more`)
  if (to.sha !== null && (await releases.commitOf(wanted, signal)) !== to.sha)
    throw new HostRefused(`${name} of ${app} is not of the commit ${to.sha.slice(0, 12)} that it was pinned to`)
  say(`${name} of ${app} is released again; nothing is built`)
  const awaited = {
    app,
    after: Math.max(0, current?.version ?? 0, ...newer.map(({ version }) => version)),
    isOurs: async (release: HerokuRelease) => release.slug?.id === slug.id,
    what: `what ${name} ran`,
  }
  const body = { release: wanted.id }
  const what = `roll back to ${name}`
  try {
    await api.ask({ what, method: 'POST', path: api.at('releases'), body, answer: HerokuRelease }, signal)
  } catch (error) {
    if (!(error instanceof ApiSilent)) throw error
    say(`${error.message}; whether it was done all the same is looked at`)
    return settle(releases, { ...awaited, appearMs: silentAppearMs }, pace, say, signal)
  }
  return settle(releases, awaited, pace, say, signal)
}
