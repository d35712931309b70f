import type { ActorView } from '../../../api.ts'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { useNow } from '../../../state/now.ts'
import { Sha } from '../marks.tsx'

/** Older than that is not what runs now, but what ran then. */
const staleMs = 3 * 60_000

export const nameOfActor = (actor: ActorView): string => (actor.erased ? 'somebody who was erased' : actor.name)

/** What runs there, since when and by whom. */
export function Running({ surface: { running } }: { surface: Surface }) {
  const { sha, release, since, by, observed_at } = running
  if (sha === null && release === null)
    return (
      <span className="text-muted">
        {observed_at === null ? 'What runs there is not known' : 'Nothing was deployed here yet'}
      </span>
    )
  return (
    <>
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Sha sha={sha} className="font-semibold" />
        {release !== null && !sha?.startsWith(release) && (
          <span className="max-w-32 truncate font-mono text-s" title={release}>
            {release}
          </span>
        )}
        {by !== null && <span className="truncate text-s text-muted">by {nameOfActor(by)}</span>}
      </span>
      <span className="flex flex-wrap gap-x-2 text-s text-muted">
        {since === null ? (
          'since when is not known'
        ) : (
          <span>
            {/* Not fainter than a row that is open can bear. */}
            <Time at={since} className="text-ink" /> <Time at={since} show="relative" />
          </span>
        )}
        <HowOld running={running} />
      </span>
    </>
  )
}

/** How old that knowledge is, and whose. */
export function HowOld({ running: { observed_at, error } }: Pick<Surface, 'running'>) {
  const now = useNow()
  const stale = observed_at !== null && now - Date.parse(observed_at) > staleMs
  const look = stale || error !== null ? 'text-warn' : 'text-muted'
  return (
    <span className={`text-s ${look}`}>
      {observed_at === null ? (
        'by the ledger alone'
      ) : (
        <>
          {stale ? 'stale: ' : ''}asked <Time at={observed_at} show="relative" />
        </>
      )}
    </span>
  )
}

/** Whether it is well now: a shape, a word, what it answered and how fast; and when, where that is not just now. */
export function HealthMark({ surface: { health, health_now } }: { surface: Pick<Surface, 'health' | 'health_now'> }) {
  const now = useNow()
  if (health_now === null)
    return <Mark means="neutral">{health.url === null ? 'no health address' : 'not asked yet'}</Mark>
  const { ok, status, ms, error, at } = health_now
  const stale = now - Date.parse(at) > staleMs
  return (
    <>
      <Mark means={ok ? (stale ? 'neutral' : 'ok') : 'bad'}>
        {ok ? 'well' : 'unwell'}{' '}
        <span className="font-mono text-s text-muted">
          {status ?? error ?? 'no answer'} · {Math.round(ms)} ms
        </span>
      </Mark>
      {stale && (
        <span className="ml-1.5 text-s text-warn">
          stale: asked <Time at={at} show="relative" />
        </span>
      )}
    </>
  )
}

export function Lead({ surface: { lead, ref } }: { surface: Pick<Surface, 'lead' | 'ref'> }) {
  if (lead === null) return <span className="text-muted">lead of {ref} not known</span>
  if (lead === 0) return <span className="text-muted">level with {ref}</span>
  return (
    <span>
      <span className="font-mono text-s">{ref}</span> is <b className="font-semibold">{lead}</b> ahead
    </span>
  )
}
