import { type Deployed, HostRefused, type Release, type Say } from '../../host.ts'
import { ApiSilent } from '../api-refusals.ts'
import type { Pace } from '../until.ts'
import { commitOf, couldServe, Deployment, type PagesApi } from './api.ts'
import { readProject, untilCanonical } from './canonical.ts'

/** Back to exactly that deployment, as it was built then. */
export async function rollBackPages(
  api: PagesApi,
  to: Release,
  pace: Pace,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const path = api.at('deployments', to.id)
  const wanted = await api.ask({ what: `read the deployment ${to.id}`, path, answer: Deployment }, signal)
  if (!couldServe(wanted))
    throw new HostRefused(`${to.id} is no deployment that production served: Cloudflare cannot return to it`)
  if (to.sha !== null && commitOf(wanted) !== to.sha)
    throw new HostRefused(`${to.id} is not of the commit ${to.sha.slice(0, 12)} that it was pinned to`)
  const { canonical_deployment } = await readProject(api, signal)
  if (canonical_deployment?.id === to.id) {
    say(`${to.id} is what ${api.name} serves already`)
    return { release: to.id }
  }
  say(`${api.name} returns to ${to.id}; nothing is built`)
  const answered = await askRollback(api, to, say, signal)
  const live = await untilCanonical(api, ({ id }) => id === to.id || id === answered, pace, signal)
  if (commitOf(live) !== commitOf(wanted))
    throw new HostRefused(`${api.name} serves ${live.id}, which is of another commit than ${to.id}`)
  say(`${live.id} is what ${api.name} serves`)
  return { release: live.id }
}

/** What it is called from now on. An answer that was lost does not tell: then what serves does. */
async function askRollback(api: PagesApi, to: Release, say: Say, signal: AbortSignal): Promise<string> {
  const path = api.at('deployments', to.id, 'rollback')
  try {
    const answered = await api.ask({ what: `roll back to ${to.id}`, method: 'POST', path, answer: Deployment }, signal)
    return answered.id
  } catch (error) {
    if (!(error instanceof ApiSilent)) throw error
    const { canonical_deployment } = await readProject(api, signal)
    if (canonical_deployment?.id !== to.id) throw error
    say(`${error.message}; it was done all the same`)
    return to.id
  }
}
