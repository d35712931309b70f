import type { Preview } from '../../../shared/domain/preview.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'
import { type Probed, probe } from '../../gate/probe.ts'
import type { Services } from '../../services.ts'
import { readDeploys } from '../../store/deploys.ts'
import { readStanding } from '../../store/surfaces.ts'
import type { KnownSurface } from '../surfaces/known-surfaces.ts'

/** What is known to be wrong, and blocks nothing. It is shown before the phrase is typed, and goes into the record. */
export async function warningsOf(
  services: Services,
  workspace: string,
  { surface }: KnownSurface,
  preview: Preview,
  signal: AbortSignal,
): Promise<string[]> {
  const { store, gate } = services
  const { id, health, host } = surface
  const { url, timeout_seconds } = health
  const [standing, reviews, probed] = await Promise.all([
    readStanding(store.read, workspace, id),
    readDeploys(store.read, workspace, { surface: id, review_open: true }, { limit: 10 }),
    url === null ? null : probe({ url, timeout_seconds }, { fetch: gate.fetch }, signal).catch(unanswered),
  ])
  const { from_sha, to_sha, fast_forward, lost_total, stale } = preview
  const known = standing.running?.sha ?? null
  const drifted = known !== null && from_sha !== null && !sameCommit(known, from_sha)
  return [
    ...(reviews.length > 0 ? [reviewsOpen(reviews.length)] : []),
    ...(standing.alert ? [`A health alert of this surface is open since ${standing.alert.at}.`] : []),
    ...(probed && !probed.ok
      ? [`It is not well as it runs now: ${probed.error ?? 'it does not answer as it should'}`]
      : []),
    ...(drifted
      ? [`What runs there, ${from_sha.slice(0, 7)}, was put there past this console, which knows ${known.slice(0, 7)}.`]
      : []),
    ...(fast_forward ? [] : [takesAway(lost_total)]),
    ...(from_sha === to_sha ? ['That very commit runs there already.'] : []),
    ...(stale === null
      ? []
      : [`The repository could not be asked, so this is what it was when it last could: ${stale}`]),
    ...(url === null && host !== 'terraform' ? ['No address is known at which its health could be asked.'] : []),
  ]
}

const reviewsOpen = (count: number): string =>
  count === 1
    ? 'A deploy that broke glass here has not been reviewed.'
    : `${count} deploys that broke glass here have not been reviewed.`

const takesAway = (count: number): string =>
  `It does not come after what runs there now, and takes away ${count === 1 ? 'a commit' : `${count} commits`}.`

const unanswered = (): Probed => ({ ok: false, status: null, ms: 0, error: 'It did not answer in time.' })
