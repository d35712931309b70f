import { z } from 'zod'
import { HostRefused } from '../../host.ts'
import { ApiRefused } from '../api-refusals.ts'
import type { Answer } from '../ask-api.ts'
import { type HerokuApi, HerokuRelease, HerokuSlug } from './api.ts'

/** As people know them: v12. */
export const nameOf = ({ version }: Pick<HerokuRelease, 'version'>): string => `v${version}`

const mostPages = 20
const pageSize = 50
const atOnce = 4
const sha = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

export type HerokuReleases = ReturnType<typeof herokuReleases>

/** What an app has released, and of which commits. */
export function herokuReleases({ ask, at }: HerokuApi) {
  // The commit of a slug never changes, one that is gone does not come back, and asking counts.
  const commits = new Map<string, string | null>()

  async function askCommit(slug: string, signal: AbortSignal): Promise<string | null> {
    try {
      const { body } = await ask({ what: 'read a slug', path: at('slugs', slug), answer: HerokuSlug }, signal)
      return body.commit && sha.test(body.commit) ? body.commit : null
    } catch (error) {
      // The host drops old slugs while it still lists their releases.
      if (error instanceof ApiRefused && error.status === 404) return null
      throw error
    }
  }

  async function commitOf({ slug }: Pick<HerokuRelease, 'slug'>, signal: AbortSignal): Promise<string | null> {
    if (!slug) return null
    const known = commits.get(slug.id)
    if (known !== undefined) return known
    const commit = await askCommit(slug.id, signal)
    commits.set(slug.id, commit)
    return commit
  }

  /** Newest first, page by page for as long as somebody asks for more. */
  async function* newestFirst(signal: AbortSignal): AsyncGenerator<HerokuRelease> {
    let range: string | null = `version ..; order=desc,max=${pageSize}`
    for (let page = 0; range !== null && page < mostPages; page++) {
      const { body, headers }: Answer<HerokuRelease[]> = await ask(
        { what: 'list the releases', path: at('releases'), headers: { range }, answer: z.array(HerokuRelease) },
        signal,
      )
      yield* body
      range = body.length === 0 ? null : headers.get('next-range')
    }
  }

  return {
    commitOf,
    newestFirst,

    /** The one that runs, and the newer ones that do not: on their way, or failed. */
    async top(signal: AbortSignal): Promise<{ current: HerokuRelease | null; newer: HerokuRelease[] }> {
      const newer: HerokuRelease[] = []
      for await (const release of newestFirst(signal)) {
        if (release.current) return { current: release, newer }
        newer.push(release)
      }
      return { current: null, newer }
    },

    async byName(name: string, signal: AbortSignal): Promise<HerokuRelease> {
      const version = /^v?(\d{1,9})$/.exec(name)?.[1]
      if (version === undefined) throw new HostRefused(`${name} is not the name of a release at Heroku, such as v12`)
      const answer = HerokuRelease
      return (await ask({ what: `read the release v${version}`, path: at('releases', version), answer }, signal)).body
    },

    /** The commits of several, a few at a time. */
    async withCommits(releases: readonly HerokuRelease[], signal: AbortSignal) {
      const found: { release: HerokuRelease; commit: string | null }[] = []
      for (let from = 0; from < releases.length; from += atOnce) {
        const some = releases.slice(from, from + atOnce)
        const theirs = await Promise.all(
          some.map(async (release) => ({ release, commit: await commitOf(release, signal) })),
        )
        found.push(...theirs)
      }
      return found
    },
  }
}
