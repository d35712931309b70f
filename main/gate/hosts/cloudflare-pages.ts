import { z } from 'zod'
import { type Host, type HostNeeds, HostRefused, type Release } from '../host.ts'
import { cutLine, plainLine } from '../plain-line.ts'
import { commitOf, couldServe, Deployment, pagesApi } from './cloudflare-pages/api.ts'
import { readProject } from './cloudflare-pages/canonical.ts'
import { deployToPages } from './cloudflare-pages/deploy.ts'
import { rollBackPages } from './cloudflare-pages/rollback.ts'
import { lookInto } from './look-into.ts'
import { shellWord } from './shell-word.ts'
import { type Pace, standardPace } from './until.ts'

const pageSize = 25
const mostPages = 20

/** A project at Cloudflare Pages: it builds by itself from a repository, and keeps every deployment. */
export function openPagesHost(needs: HostNeeds, pace: Pace = standardPace): Host {
  const { surface } = needs
  if (surface.host !== 'cloudflare-pages')
    throw new Error(`a surface of the host ${surface.host} was opened as one of Cloudflare Pages`)
  const { settings } = surface
  const api = pagesApi(needs, settings)

  async function* productionDeployments(signal: AbortSignal): AsyncGenerator<Deployment> {
    for (let page = 1; page <= mostPages; page++) {
      const path = `${api.at('deployments')}?env=production&page=${page}&per_page=${pageSize}`
      const some = await api.ask({ what: 'list the deployments', path, answer: z.array(Deployment) }, signal)
      yield* some
      if (some.length < pageSize) return
    }
  }

  return {
    kind: 'cloudflare-pages',

    async running(signal) {
      const { canonical_deployment: live } = await readProject(api, signal)
      if (!live) return { sha: null, release: null, since: null }
      return { sha: commitOf(live), release: live.id, since: live.latest_stage.ended_on ?? live.created_on }
    },

    async releases(limit, signal) {
      const found: Release[] = []
      for await (const deployment of productionDeployments(signal)) {
        if (couldServe(deployment)) found.push(releaseOf(deployment))
        if (found.length >= limit) break
      }
      const { canonical_deployment: live } = await readProject(api, signal)
      if (live && !found.some(({ id }) => id === live.id)) found.splice(Math.max(0, limit - 1), 1, releaseOf(live))
      return found
    },

    deploy: (wanted, say, signal) => deployToPages(api, wanted, pace, say, signal),
    rollback: (to, _wanted, say, signal) => rollBackPages(api, to, pace, say, signal),

    rollbackCommand(to) {
      const header = `-H "Authorization: Bearer $${variableFor(settings.api_token)}"`
      if (to) return `curl -X POST ${header} ${shellWord(api.url('deployments', to.id, 'rollback'))}`
      // Without the name of a deployment there is nothing to return to: this lists them.
      return `curl ${header} ${shellWord(`${api.url('deployments')}?env=production`)}`
    },

    check: (signal) =>
      lookInto(signal, {
        project: async () => {
          const { name, production_branch } = await readProject(api, signal)
          return `the token ${settings.api_token} may see the project ${name}, which builds ${production_branch}`
        },
        repository: async () => {
          const { source } = await readProject(api, signal)
          if (!source)
            throw new HostRefused('it builds from no repository, so it can be rolled back from here and not deployed')
          const { owner, repo_name } = source.config
          return `it builds from ${source.type}${owner && repo_name ? ` ${owner}/${repo_name}` : ''}`
        },
        deployments: async () => {
          const { canonical_deployment: live } = await readProject(api, signal)
          return live ? `${live.id} serves` : 'nothing was deployed yet'
        },
      }),
  }
}

/** A secret's name may hold letters that a shell's variable may not. */
const variableFor = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : 'CLOUDFLARE_API_TOKEN')

function releaseOf(deployment: Deployment): Release {
  const { id, short_id, created_on } = deployment
  const message = deployment.deployment_trigger.metadata.commit_message?.split('\n', 1)[0]?.trim()
  const label = cutLine(plainLine([short_id ?? id, message].filter(Boolean).join(' · ')), 200)
  return { id, sha: commitOf(deployment), at: created_on, label }
}
