import { Quote, UserRound } from 'lucide-react'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillAcknowledgement, DrillRouteDetail } from '../../../drills-api.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { StateMark } from '../marks.tsx'

/** What was said to it, the newest first: who it was is authenticated; what they wrote is theirs, and marked as that. */
export function RouteAnswers({ route: { acknowledgements, acknowledgement_state } }: { route: DrillRouteDetail }) {
  if (acknowledgement_state === null) return null
  return (
    <DrawerSection title="Answers" aside={<span className="text-s text-faint">newest first</span>}>
      {acknowledgements.length === 0 ? (
        <p className="text-s text-muted">Nobody has answered yet.</p>
      ) : (
        <ol className="flex flex-col gap-3">
          {acknowledgements.toReversed().map((answer) => (
            <li key={answer.acknowledgement_id} className="rounded-m border border-line bg-bg px-3 py-2">
              <Answer answer={answer} />
            </li>
          ))}
        </ol>
      )}
    </DrawerSection>
  )
}

function Answer({ answer }: { answer: DrillAcknowledgement }) {
  const { acknowledgement_state, acknowledged_at, actor, through, notes, external_ref, seq, owners } = answer
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3">
        <StateMark state={acknowledgement_state} />
        <Time at={acknowledged_at} show="both" />
        <a href={`#/audit?entry=${seq}`} className="rounded-s text-s text-faint underline hover:text-ink">
          entry {seq}
        </a>
      </div>
      <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-s">
        <dt className="flex items-center gap-1.5 text-faint">
          <UserRound size={12} aria-hidden />
          Authenticated actor
        </dt>
        <dd>
          <ActorName actor={actor} />
          {through !== null && (
            <span className="flex flex-wrap items-center gap-x-2 text-muted">
              vouched for by the gateway <ActorName actor={through} />
            </span>
          )}
        </dd>
        {(notes !== '' || external_ref !== '') && (
          <>
            <dt className="flex items-center gap-1.5 self-start text-faint">
              <Quote size={12} aria-hidden />
              Operator’s words
            </dt>
            <dd className="min-w-0">
              {notes !== '' && <q className="block break-words whitespace-pre-wrap italic">{notes}</q>}
              {external_ref !== '' && (
                <span className="block break-all">
                  <span className="text-faint">reference</span> <span className="font-mono">{external_ref}</span>
                </span>
              )}
            </dd>
          </>
        )}
        {owners.length > 1 && (
          <>
            <dt className="text-faint">For all of</dt>
            <dd>{owners.join(', ')}</dd>
          </>
        )}
      </dl>
    </>
  )
}
