import { Time } from '../../../components/time.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { useNow } from '../../../state/now.ts'
import { Sha } from '../marks.tsx'
import { elapsed, howLong, isPromised, promiseSeconds, secondsWords } from './rollback-words.ts'

type Brief = Surface['last_deploys'][number]

/** How long a rollback has been going, against what is promised of it. */
export function RollbackClock({ surface, since }: { surface: Surface; since: string | number }) {
  const passed = useNow() - new Date(since).getTime()
  const over = isPromised(surface) && passed > promiseSeconds * 1000
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <span
        role="timer"
        aria-label={`Time of the rollback of ${surface.app}`}
        className={`font-mono font-semibold ${over ? 'text-bad' : 'text-ink'}`}
      >
        {elapsed(passed)}
      </span>
      <span className={over ? 'text-bad' : 'text-muted'}>
        {over ? 'over the two minutes that are promised' : howLong(surface)}
      </span>
    </span>
  )
}

const tookOf = ({ started_at, finished_at }: Brief): number | null =>
  finished_at === null ? null : Math.max(0, Date.parse(finished_at) - Date.parse(started_at)) / 1000

/** The last that happened was a rollback: when, how long it took, and what came of what it took away. */
export function RolledBack({ surface, brief }: { surface: Surface; brief: Brief }) {
  const took = tookOf(brief)
  const { from_sha } = brief
  const kept = surface.quarantined.some(
    ({ sha }) => from_sha !== null && (sha.startsWith(from_sha) || from_sha.startsWith(sha)),
  )
  return (
    <span>
      Rolled back <Time at={brief.finished_at ?? brief.started_at} show="relative" />
      {took !== null && (
        <>
          {' '}
          in <b className="font-mono font-semibold">{secondsWords(took)}</b>
        </>
      )}
      .{' '}
      {kept && (
        <>
          <Sha sha={from_sha} /> is in quarantine until somebody lifts that by name.
        </>
      )}
    </span>
  )
}
