import type { z } from '@hono/zod-openapi'
import type { Surface } from '../../../shared/contract/surfaces.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { endingOf } from '../../../shared/domain/gate.ts'
import { type Standing, sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Seen } from '../../gate/observe.ts'
import type { ActorView } from '../../store/actors.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'

type Name = (who: Who) => ActorView

/**
 * Its host said so before something else went out: it is no answer to what runs there, nor to where a rollback leads. Of
 * what would have gone out in the future nobody can say so: there the host's own word counts.
 */
export const isOutdated = (running: Seen['running'], { running: known }: Standing, now: string): boolean =>
  running !== null && known !== null && running.at < known.since && known.since <= now

/** What its host said last; where something went out since, or it never said, as the ledger knows it. */
export function runningIn(
  { running, error }: Seen,
  standing: Standing,
  { name, isMoving, now }: { name: Name; isMoving: boolean; now: string },
): z.output<typeof Surface>['running'] {
  const known = standing.running
  const by = known && name(known.by)
  if (running === null || isOutdated(running, standing, now)) {
    const { sha = null, release = null, since = null } = known ?? {}
    return { sha, release, since, by, observed_at: null, error, drifted: false }
  }
  const { sha, release, since } = running.value
  const isAsKnown =
    known !== null &&
    sameCommit(known.sha, sha) &&
    (known.release === null || release === null || known.release === release)
  return {
    sha,
    release,
    since: isAsKnown ? known.since : since,
    by: isAsKnown ? by : null,
    observed_at: running.at,
    error,
    drifted: known !== null && !isMoving && known.sha !== null && !sameCommit(known.sha, sha),
  }
}

/** When something last happened that a host would tell another thing after. What is said to happen yet has not happened. */
export function changedAt({ running }: Standing, last: readonly DeployRecord[], now: string): string | null {
  const ended = last.flatMap(({ deploy }) => endingOf(deploy)?.at ?? [])
  const past = [...ended, ...(running ? [running.since] : [])].filter((at) => at <= now)
  return past.sort().at(-1) ?? null
}
