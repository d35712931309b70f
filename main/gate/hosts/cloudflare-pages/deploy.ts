import { z } from 'zod'
import { type Deployed, HostRefused, RemoteMoved, type Say, type Wanted } from '../../host.ts'
import { ApiRefused, ApiSilent } from '../api-refusals.ts'
import { type Pace, until } from '../until.ts'
import { commitOf, Deployment, type PagesApi, type Project } from './api.ts'
import { followBuildLog } from './build-log.ts'
import { readProject, untilCanonical } from './canonical.ts'

const short = (sha: string | null): string => (sha === null ? 'no known commit' : sha.slice(0, 12))

/**
 * Has Cloudflare build the production branch. Its documentation promises that the branch's head is built and that the
 * commit is noted, not that the two are the same. So what it says it builds is compared before and after, and a build of
 * anything else is stopped where it still can be, and never called a success.
 */
export async function deployToPages(
  api: PagesApi,
  { from_sha, to_sha }: Wanted,
  pace: Pace,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const project = await readProject(api, signal)
  const { canonical_deployment, source } = project
  const running = canonical_deployment ? commitOf(canonical_deployment) : null
  if (running !== from_sha)
    throw new RemoteMoved(
      `${short(running)} runs at Cloudflare, and not ${short(from_sha)} as when it was previewed; nothing was built`,
    )
  if (canonical_deployment && running === to_sha) {
    say(`${short(to_sha)} is served already, as ${canonical_deployment.id}: nothing is built`)
    return { release: canonical_deployment.id }
  }
  if (!source)
    throw new HostRefused(`The project ${api.name} builds from no repository: Cloudflare only takes uploads for it`)
  const begun = await start(api, project, to_sha, say, signal)
  say(`deployment ${begun.id} began`)
  try {
    refuseOther(begun, to_sha)
    await followToEnd(api, begun, to_sha, pace, say, signal)
  } catch (error) {
    const isOurFault = error instanceof BuildFailed
    if (!isOurFault) await stop(api, begun.id, say)
    throw error
  }
  const live = await untilCanonical(api, ({ id }) => id === begun.id, pace, signal)
  say(`${live.id} is what ${api.name} serves`)
  return { release: live.id }
}

/** An answer that was lost, or not waited for, may be of a build that goes on: it is looked for. */
async function start(
  api: PagesApi,
  before: Project,
  to_sha: string,
  say: Say,
  signal: AbortSignal,
): Promise<Deployment> {
  const { production_branch } = before
  const form = new FormData()
  form.set('branch', production_branch)
  form.set('commit_hash', to_sha)
  const path = api.at('deployments')
  const what = `build ${short(to_sha)} of ${production_branch}`
  try {
    return await api.ask({ what, method: 'POST', path, body: form, answer: Deployment }, signal)
  } catch (error) {
    if (!signal.aborted && !(error instanceof ApiSilent)) throw error
    const { latest_deployment: latest } = await readProject(api, AbortSignal.timeout(patienceMs))
    if (!latest || latest.id === before.latest_deployment?.id || commitOf(latest) !== to_sha) throw error
    if (!signal.aborted) return latest
    await stop(api, latest.id, say)
    throw error
  }
}

/** Over by itself: there is nothing to stop. */
class BuildFailed extends HostRefused {}

function refuseOther(deployment: Deployment, to_sha: string): void {
  const { id, environment, is_skipped, skip_reason } = deployment
  if (is_skipped) throw new BuildFailed(`Cloudflare skipped the build${skip_reason ? `: ${skip_reason}` : ''}`)
  if (environment !== 'production')
    throw new HostRefused(`Cloudflare made ${id} a ${environment} deployment, not one of production`)
  const commit = commitOf(deployment)
  if (commit !== to_sha) throw new HostRefused(`Cloudflare builds ${short(commit)}, not ${short(to_sha)}, as ${id}`)
}

async function followToEnd(
  api: PagesApi,
  begun: Deployment,
  to_sha: string,
  pace: Pace,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const log = followBuildLog(api, begun.id, say)
  const refuseBuilt = () => {
    const built = log.builtCommit()
    if (built !== null && !to_sha.startsWith(built))
      throw new HostRefused(`Cloudflare checked out ${built}, not ${short(to_sha)}, for ${begun.id}`)
  }
  const look = async () => {
    const path = api.at('deployments', begun.id)
    const now = await api.ask({ what: 'read the deployment', path, answer: Deployment }, signal)
    await log.read(signal)
    refuseOther(now, to_sha)
    refuseBuilt()
    const { name, status } = now.latest_stage
    if (status === 'failure' || status === 'canceled')
      throw new BuildFailed(`The stage ${name} of ${begun.id} ended with ${status}: what ran before still runs`)
    return name === 'deploy' && status === 'success' ? now : undefined
  }
  await until(`The build ${begun.id} did not end`, pace, look, signal)
}

const patienceMs = 10_000

/** Nobody waits for it any more, or it must not go live. Cloudflare keeps what already serves, and says so. It never throws. */
async function stop(api: PagesApi, id: string, say: Say): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const path = `${api.at('deployments', id)}?force=true`
    await api.ask({ what: 'delete the deployment', method: 'DELETE', path, answer: z.unknown() }, signal)
    say(`deployment ${id} was deleted before it served anything`)
  } catch (error) {
    const why = error instanceof ApiRefused ? `: ${error.message}` : ''
    say(`deployment ${id} could not be stopped and may go live; roll back if it does${why}`)
  }
}
