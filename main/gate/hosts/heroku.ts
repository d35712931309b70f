import { remoteHead } from '../git/remote-refs.ts'
import type { Host, HostNeeds, Release } from '../host.ts'
import { cutLine, plainLine } from '../plain-line.ts'
import { HerokuApp, herokuApi } from './heroku/api.ts'
import { deployToHeroku, type HerokuParts } from './heroku/deploy.ts'
import { gitAccess, herokuBranch, remoteOf } from './heroku/git-access.ts'
import { herokuReleases, nameOf } from './heroku/releases.ts'
import { rollBackHeroku } from './heroku/rollback.ts'
import { lookInto } from './look-into.ts'
import { shellWord } from './shell-word.ts'
import { type Pace, standardPace } from './until.ts'

/** How far back releases are looked for that can run again. */
const mostLooked = 500

/** An app at Heroku: code arrives by git push, and everything else goes by the Platform API. */
export function openHerokuHost(needs: HostNeeds, pace: Pace = standardPace): Host {
  const { surface } = needs
  if (surface.host !== 'heroku') throw new Error(`a surface of the host ${surface.host} was opened as one of Heroku`)
  const { app, settings } = surface
  const api = herokuApi(needs, app, settings)
  const releases = herokuReleases(api)
  const remote = remoteOf(surface)
  const parts: HerokuParts = { needs, app, remote, keyName: settings.api_key, api, releases, pace }

  return {
    kind: 'heroku',

    async running(signal) {
      const { current } = await releases.top(signal)
      if (current === null) return { sha: null, release: null, since: null }
      return { sha: await releases.commitOf(current, signal), release: nameOf(current), since: current.created_at }
    },

    async releases(limit, signal): Promise<Release[]> {
      const able: Parameters<typeof releases.withCommits>[0][number][] = []
      let looked = 0
      for await (const release of releases.newestFirst(signal)) {
        const canRun = release.status === 'succeeded' && release.slug && release.eligible_for_rollback !== false
        if (canRun || release.current) able.push(release)
        if (able.length >= limit || ++looked >= mostLooked) break
      }
      const known = await releases.withCommits(able.slice(0, limit), signal)
      return known.map(({ release, commit }) => ({
        id: nameOf(release),
        sha: commit,
        at: release.created_at,
        label: cutLine(plainLine(release.description ?? ''), 200) || nameOf(release),
      }))
    },

    deploy: (wanted, say, signal) => deployToHeroku(parts, wanted, say, signal),
    rollback: (to, _wanted, say, signal) => rollBackHeroku(parts, to, say, signal),

    rollbackCommand: (to) =>
      ['heroku releases:rollback', ...(to ? [shellWord(to.id)] : []), '--app', shellWord(app)].join(' '),

    check: (signal) =>
      lookInto(signal, {
        'Platform API': async () => {
          const { body } = await api.ask({ what: `read the app ${app}`, path: api.at(), answer: HerokuApp }, signal)
          return `the key ${settings.api_key} may see the app ${body.name}`
        },
        releases: async () => {
          const { current } = await releases.top(signal)
          return current === null ? 'nothing was deployed yet' : `${nameOf(current)} runs`
        },
        git: async () => {
          const env = await gitAccess(remote, settings.api_key, needs.secret)
          const head = await remoteHead(remote, herokuBranch, { env }, signal)
          return head === null ? `${remote} has no ${herokuBranch} yet` : `${herokuBranch} is at ${head.slice(0, 12)}`
        },
      }),
  }
}
