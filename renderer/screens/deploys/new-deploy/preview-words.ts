import { isBreakGlass } from '../../../../shared/domain/surface.ts'
import { isFrozen, sameCommit } from '../../../../shared/domain/surface-standing.ts'
import { count } from '../../../components/clock.ts'
import type { Deploy, DeployDiff, Surface } from '../../../deploys-api.ts'

export type Path = Deploy['path']

const commits = (many: number): string => (many === 1 ? '1 commit' : `${count(many)} commits`)
const shortOf = (sha: string): string => sha.slice(0, 7)

/** What pressing the last button does, in its own words: never "OK". */
export function deedOf(diff: DeployDiff, app: string): string {
  const { from_sha, to_sha, commits_total, fast_forward, plan } = diff
  if (from_sha === null) return `Deploy ${shortOf(to_sha)} to ${app} for the first time`
  if (commits_total > 0 && fast_forward) return `Deploy ${commits(commits_total)} to ${app}`
  if (commits_total > 0) return `Put ${app} to ${shortOf(to_sha)}, and take commits away`
  if (!fast_forward) return `Take ${app} back to ${shortOf(to_sha)}`
  return plan?.changes ? `Apply the plan to ${app}` : `Deploy ${shortOf(to_sha)} to ${app} again`
}

/** The same commit is on both ends: there is nothing to ship, unless a plan says that something would change all the same. */
export const isNothing = ({ from_sha, to_sha, plan }: Pick<DeployDiff, 'from_sha' | 'to_sha' | 'plan'>): boolean =>
  from_sha === to_sha && !plan?.changes

/** The path that is meant where nobody chose: the forge's, which is the normal one; else what there is. */
export function pathOf({ paths }: Pick<Surface, 'paths'>, asked: Path | undefined): Path {
  if (asked !== undefined && paths[asked] !== undefined) return asked
  return paths.ci === undefined ? 'local' : 'ci'
}

export const breaksGlass = (surface: Pick<Surface, 'paths'>, path: Path): boolean =>
  isBreakGlass({ paths: surface.paths as never }, path)

export type Barrier = { of: 'freeze' | 'lock'; says: string; until: string | null }

/** What people write as a reason ends as they like; what comes after it has its own full stop. */
const clause = (reason: string): string => reason.trim().replace(/[.!?]+$/, '')

/** What stands in the way, and is passed only with a reason. */
export function barriersOf({ lock, freezes }: Pick<Surface, 'lock' | 'freezes'>, now: string): Barrier[] {
  const frozen = freezes.find((each) => isFrozen([{ ...each, by: { id: '', digest: '' }, at: '' }], now))
  return [
    ...(lock === null
      ? []
      : [{ of: 'lock' as const, says: `Deploys are locked: ${clause(lock.reason)}`, until: null }]),
    ...(frozen === undefined
      ? []
      : [{ of: 'freeze' as const, says: `Frozen: ${clause(frozen.reason)}`, until: frozen.until }]),
  ]
}

/** Why one cannot go on from the preview to the phrase, if so, and where that is put right. */
export type Obstacle = { says: string; leads?: { to: string; words: string } }

type Asked = { surface: Surface; diff: DeployDiff; path: Path; hasToken: boolean | undefined }

export function obstacleTo({ surface, diff, path, hasToken }: Asked): Obstacle | undefined {
  const offer = surface.commands.find(({ name }) => name === (path === 'ci' ? 'deploy_ci' : 'deploy_local'))
  if (offer === undefined || !offer.enabled) {
    const running = surface.in_flight[0]
    const says = offer?.reason ?? 'The server does not offer this here.'
    return running === undefined ? { says } : { says, leads: { to: `#/deploys/${running.id}`, words: 'Look at it' } }
  }
  const bad = surface.quarantined.find(({ sha }) => sameCommit(sha, diff.to_sha))
  if (bad !== undefined)
    return {
      says: `${shortOf(bad.sha)} was rolled back, and is in quarantine until somebody lifts that by name.`,
      leads: { to: `#/deploys?surface=${surface.id}`, words: 'To the quarantine' },
    }
  if (isNothing(diff)) return { says: 'There is nothing to ship: that very commit runs there already.' }
  if (path === 'ci' && hasToken === undefined)
    return { says: 'Whether your own token for the forge is here is being asked.' }
  if (path === 'ci' && !hasToken)
    return {
      says: 'The run is asked for in your name: your own token for the forge is needed.',
      leads: { to: '#/settings/surfaces', words: 'Settings → Surfaces' },
    }
  return undefined
}

/** What is another than what was seen: by its ends, and commit by commit. */
export type Moved = {
  from: { was: string | null; is: string | null } | null
  to: { was: string; is: string } | null
  /** Would ship now and was not seen. */
  more: DeployDiff['commits']
  /** Was seen and would not ship any more. */
  less: DeployDiff['commits']
}

export function whatMoved(seen: DeployDiff, now: DeployDiff): Moved {
  const [had, has] = [new Set(seen.commits.map(({ sha }) => sha)), new Set(now.commits.map(({ sha }) => sha))]
  return {
    from: seen.from_sha === now.from_sha ? null : { was: seen.from_sha, is: now.from_sha },
    to: seen.to_sha === now.to_sha ? null : { was: seen.to_sha, is: now.to_sha },
    more: now.commits.filter(({ sha }) => !had.has(sha)),
    less: seen.commits.filter(({ sha }) => !has.has(sha)),
  }
}

export const smokeWords = {
  passed: ['ok', 'passed'],
  failed: ['bad', 'did not pass: it would be blocked'],
  pending: ['waiting', 'is not done yet'],
  unreachable: ['warn', 'could not be asked'],
  not_run: ['waiting', 'will be asked when it is deployed'],
  none: ['neutral', 'asks nothing here'],
} as const satisfies Record<DeployDiff['smoke']['verdict'], readonly [string, string]>
