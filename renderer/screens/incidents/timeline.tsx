import {
  Check,
  CircleDot,
  Flag,
  Hammer,
  Link2,
  type LucideIcon,
  MessageSquare,
  Minus,
  UserRound,
  X,
} from 'lucide-react'
import type { ActorView, IncidentDetail } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { type Look, tell } from './timeline-words.ts'

const looks: Record<Look, [LucideIcon, string]> = {
  opened: [Flag, 'text-accent'],
  owner: [UserRound, 'text-muted'],
  link: [Link2, 'text-muted'],
  note: [MessageSquare, 'text-accent'],
  good: [Check, 'text-ok'],
  bad: [X, 'text-warn'],
  danger: [Hammer, 'text-bad'],
  step: [CircleDot, 'text-muted'],
  other: [Minus, 'text-faint'],
}

/** What happened, the newest first: what the incident's own entries say, and those of everything that it is linked to. */
export function Timeline({ incident }: { incident: IncidentDetail }) {
  const entries = incident.timeline.toReversed()
  return (
    <>
      <ol className="flex flex-col">
        {entries.map((entry) => {
          const { look, says, said } = tell(entry, incident)
          const [Icon, colour] = looks[look]
          return (
            <li
              key={entry.seq}
              className="relative grid grid-cols-[18px_1fr] gap-x-2.5 pb-3.5 not-last:before:absolute not-last:before:top-5 not-last:before:bottom-0 not-last:before:left-[8.5px] not-last:before:w-px not-last:before:bg-line-strong"
            >
              <Icon size={15} aria-hidden className={`mt-0.5 justify-self-center ${colour}`} />
              <div className="min-w-0">
                <p className="break-words">
                  <b className="font-semibold">{nameOf(incident.actors[entry.actor_digest])}</b> {says}
                </p>
                {said !== undefined && (
                  <p className="my-1 border-l-2 border-line-strong pl-2.5 break-words whitespace-pre-wrap">{said}</p>
                )}
                <p className="flex flex-wrap items-center gap-x-2 text-s text-faint">
                  <Time at={entry.at} show="both" />
                  <a href={`#/audit?entry=${entry.seq}`} className="rounded-s underline hover:text-ink">
                    entry {entry.seq}
                  </a>
                </p>
              </div>
            </li>
          )
        })}
      </ol>
      {incident.timeline_cut && (
        <p className="text-s text-muted">
          There is more: older entries are left out here, or were pruned.{' '}
          <a href={`#/audit?subject=incident:${incident.id}`} className="rounded-s text-accent underline">
            The audit has what there is
          </a>
          .
        </p>
      )}
    </>
  )
}

const nameOf = (actor: ActorView | undefined): string =>
  actor === undefined ? 'Somebody unknown' : actor.erased ? 'A person who was erased' : actor.name
