import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillRoute } from '../../../drills-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import type { Sending } from '../../queue/dialogs/use-sending.ts'
import { stateWords } from '../marks.tsx'

type Props = {
  sending: Sending
  /** As it was when the panel was opened, and as it is now. */
  was: DrillRoute
  route: DrillRoute
  asleep: string | null
}

/** What the server said instead of doing it, who did what meanwhile, and where to go from there. */
export function AnswerRefusal({ sending, was, route, asleep }: Props) {
  const code = sending.kind === 'refused' && sending.error instanceof ApiProblem ? sending.error.code : undefined
  return (
    <>
      {sending.kind === 'idle' && asleep !== null && (
        <div role="status">
          <Mark means="warn">{asleep}</Mark>
          {isOther(was, route) && <Meanwhile route={route} />}
        </div>
      )}
      <RefusalNote sending={sending} />
      {code === 'invalid_transition' && <Meanwhile route={route} />}
      {code === 'verified_session_required' && (
        <p>
          Sign in as yourself, and send it then; what you wrote stays.{' '}
          <a href="#/settings/connections" className="rounded-s text-accent underline">
            Go to the sign-in
          </a>
        </p>
      )}
    </>
  )
}

/** An answer that was there before is no news. */
const isOther = (was: DrillRoute, now: DrillRoute): boolean =>
  was.acknowledgement?.acknowledgement_id !== now.acknowledgement?.acknowledgement_id

/** Who was faster, and with what. */
function Meanwhile({ route: { acknowledgement } }: { route: DrillRoute }) {
  if (acknowledgement === null) return null
  const { actor, acknowledged_at, acknowledgement_state, notes } = acknowledgement
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2">
      <b className="font-semibold">{stateWords[acknowledgement_state]} by</b>
      <ActorName actor={actor} />
      <Time at={acknowledged_at} show="both" />
      {notes !== '' && <q className="italic">{notes}</q>}
    </p>
  )
}
