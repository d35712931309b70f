import { type Pace, until, within } from '../until.ts'
import { type Deployment, type PagesApi, Project } from './api.ts'

export const readProject = (api: PagesApi, signal: AbortSignal): Promise<Project> =>
  api.ask({ what: `read the project ${api.name}`, path: api.at(), answer: Project }, signal)

/** Cloudflare may take this long to let the world see what it has deployed. */
const toAppearMs = 60_000

/** Waits until it is what the domain serves. */
export async function untilCanonical(
  api: PagesApi,
  is: (deployment: Deployment) => boolean,
  pace: Pace,
  signal: AbortSignal,
): Promise<Deployment> {
  const look = async () => {
    const { canonical_deployment: live } = await readProject(api, signal)
    return live && is(live) ? live : undefined
  }
  return until(`${api.name} serves another deployment than it was told to`, within(toAppearMs, pace), look, signal)
}
