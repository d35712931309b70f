import { Lock, ShieldAlert, Snowflake } from 'lucide-react'
import type { ReactNode } from 'react'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { useNow } from '../../../state/now.ts'
import { kindWords, outcomeWords, Sha } from '../marks.tsx'
import { RollbackClock, RolledBack } from '../rollback/rollback-clock.tsx'
import { elapsed } from '../rollback/rollback-words.ts'
import { useAsked } from '../rollback/use-rollbacks.ts'
import { nameOfActor } from './running.tsx'
import { stateWords } from './use-moving.ts'

type Props = { surface: Surface; moving: ReadonlyMap<string, Deploy> }

/** What goes on at a surface and what stands in the way, in plain words; where nothing does, it says so. */
export function StateLine({ surface, moving }: Props) {
  const { alert, in_flight, lock, freezes, quarantined, open_reviews, running, last_deploys } = surface
  const asked = useAsked(surface.id)
  const frozen = freezes.find(({ active }) => active)
  const [last] = last_deploys
  const parts: [string, ReactNode][] = []
  const say = (key: string, what: ReactNode) => parts.push([key, what])
  if (alert !== null)
    say(
      'alert',
      <Mark means="bad">
        <b className="font-semibold">Health alert</b> <Time at={alert.at} show="relative" />
      </Mark>,
    )
  if (asked?.kind === 'asking')
    say(
      'asking',
      <Mark means="waiting">
        Rollback asked for, no answer yet <RollbackClock surface={surface} since={asked.at} />
      </Mark>,
    )
  for (const brief of in_flight)
    say(brief.id, <InFlight surface={surface} brief={brief} deploy={moving.get(brief.id)} />)
  if (open_reviews.length > 0)
    say(
      'review',
      <span className="inline-flex items-center gap-1.5 text-bad">
        <ShieldAlert size={14} aria-hidden />
        {open_reviews.length === 1 ? 'Broken glass, not looked at' : `${open_reviews.length} reviews open`}
      </span>,
    )
  if (running.drifted) say('drift', <Mark means="warn">Runs something that no deploy here put there</Mark>)
  if (running.error !== null) say('host', <Mark means="warn">Its host could not be asked: {running.error}</Mark>)
  if (lock !== null)
    say(
      'lock',
      <span className="inline-flex items-center gap-1.5 text-warn">
        <Lock size={13} aria-hidden />
        Locked by {nameOfActor(lock.by)}: {lock.reason}
      </span>,
    )
  if (frozen !== undefined)
    say(
      'freeze',
      <span className="inline-flex items-center gap-1.5 text-warn">
        <Snowflake size={13} aria-hidden />
        <span>
          Frozen until <Time at={frozen.until} />: {frozen.reason}
        </span>
      </span>,
    )
  const back = in_flight.length === 0 && last?.kind === 'rollback' ? last : undefined
  if (back !== undefined && back.outcome !== null && back.outcome !== 'success')
    say('back', <Mark means="warn">Rollback: {outcomeWords(back.outcome).toLowerCase()}</Mark>)
  if (back?.outcome === 'success') say('back', <RolledBack surface={surface} brief={back} />)
  else if (quarantined.length > 0)
    say(
      'quarantine',
      <Mark means="warn">
        <Sha sha={quarantined[0]?.sha ?? null} />
        {quarantined.length > 1 && ` and ${quarantined.length - 1} more`} in quarantine
      </Mark>,
    )
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
      {parts.length === 0 ? (
        <span className="text-muted">Nothing stands in the way</span>
      ) : (
        parts.map(([key, what]) => (
          <span key={key} className="min-w-0">
            {what}
          </span>
        ))
      )}
    </span>
  )
}

/** For those who hear it: in plain words, said anew with every change. The clocks that tick in the line are not in it. */
export function StateSaid({ surface, moving }: Props) {
  const { name, alert, in_flight, last_deploys } = surface
  const isAsking = useAsked(surface.id)?.kind === 'asking'
  const [last] = last_deploys
  const going = in_flight.map((brief) => {
    const deploy = moving.get(brief.id)
    return `${kindWords[brief.kind]} ${deploy === undefined ? 'under way' : stateWords(deploy)}`
  })
  const ended =
    going.length === 0 && last !== undefined
      ? [`last ${kindWords[last.kind].toLowerCase()}: ${outcomeWords(last.outcome).toLowerCase()}`]
      : []
  const alarm = alert === null ? [] : ['health alert']
  const parts = [...alarm, ...(isAsking ? ['rollback asked for'] : []), ...going, ...ended]
  return (
    <span role="status" className="sr-only">
      {parts.length > 0 && `${name}: ${parts.join(', ')}`}
    </span>
  )
}

type InFlightProps = { surface: Surface; brief: Surface['in_flight'][number]; deploy: Deploy | undefined }

/** What is under way: its state in words, its clock, and the way to it. */
function InFlight({ surface, brief, deploy }: InFlightProps) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <a
        href={`#/deploys/${encodeURIComponent(brief.id)}`}
        className="relative z-1 rounded-s font-semibold text-accent underline"
      >
        {kindWords[brief.kind]} of <Sha sha={brief.to_sha} />
      </a>
      <span>{deploy === undefined ? 'under way' : stateWords(deploy)}</span>
      {brief.kind === 'rollback' ? (
        <RollbackClock surface={surface} since={brief.started_at} />
      ) : (
        <Passed since={brief.started_at} />
      )}
    </span>
  )
}

function Passed({ since }: { since: string }) {
  return (
    <span role="timer" aria-label="Time of the deploy" className="font-mono text-s">
      {elapsed(useNow() - Date.parse(since))}
    </span>
  )
}
