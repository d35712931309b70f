import { useMutation } from '@tanstack/react-query'
import { PauseOctagon } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Countdown } from '../../../components/countdown.tsx'
import { ConfirmDialog } from '../../../components/dialog.tsx'
import { Mark } from '../../../components/mark.tsx'
import { ProblemFacts, Skeleton } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { fleetApi, type Pause } from '../../../fleet-api.ts'
import { ApiProblem, sentenceOf } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { refreshFleet } from '../../../state/fleet.ts'
import { notify } from '../../../state/toasts.ts'
import { useKeepsConsole } from '../../../state/unfinished.ts'
import { newKey } from '../../../transport.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { pauseState, resumeAsleep } from './pause-words.ts'
import { LiveMark, TileFrame } from './tile-frame.tsx'
import { useLiveStale } from './use-live-stale.ts'
import { learnPause, usePause } from './use-pause.ts'

/** An agent that is to stand still: by whom, why and since when; and the way to let it go on. */
export function PauseControl({ told, sleeping }: { told: Pause; sleeping: string | null }) {
  const { data: pause, error, refetch } = usePause(told.id)
  const stale = useLiveStale()
  const gone = error instanceof ApiProblem && error.status === 404
  return (
    <TileFrame icon={PauseOctagon} title={`Pause of ${told.agent}`} age={<LiveMark stale={stale} />}>
      {pause !== undefined && <Now pause={pause} sleeping={sleeping} />}
      {pause === undefined && error === null && (
        <div role="status" aria-label="Loading the pause" className="flex flex-col gap-2">
          <Skeleton className="h-3 w-48" />
          <Skeleton className="h-7 w-40" />
        </div>
      )}
      {pause === undefined && gone && (
        <p role="note">
          <Mark means="neutral">This pause is not in this workspace</Mark>
          <span className="block text-s text-muted">
            It may be from another connection, or from a sample that began anew.
          </span>
        </p>
      )}
      {pause === undefined && error !== null && !gone && (
        <div role="alert">
          <Mark means="bad">How it stands now could not be read: {sentenceOf(error)}</Mark>
          <ProblemFacts error={error} />
          <Button className="mt-1.5" onClick={() => void refetch()}>
            Try again
          </Button>
        </div>
      )}
    </TileFrame>
  )
}

function Now({ pause, sleeping }: { pause: Pause; sleeping: string | null }) {
  const offline = useAsleep('Resume')
  const [asking, setAsking] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const state = pauseState(pause)
  const asleep = sleeping ?? offline ?? resumeAsleep(pause)
  return (
    <div ref={place} tabIndex={-1} className="rounded-s outline-offset-4">
      <p className="flex flex-wrap items-center gap-x-2.5">
        {state === 'active' ? (
          <Mark means="warn">{pause.agent} is paused</Mark>
        ) : (
          <Mark means="ok">{pause.agent} is no longer held by this pause</Mark>
        )}
        {state === 'active' && pause.until !== null && (
          <span className="text-s text-muted">
            ends by itself in <Countdown from={pause.paused_at} until={pause.until} />
          </span>
        )}
        {state === 'active' && pause.until === null && (
          <span className="text-s text-muted">until somebody resumes it</span>
        )}
      </p>
      <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-s">
        <dt className="text-faint">Paused by</dt>
        <dd className="flex flex-wrap items-center gap-x-2">
          <ActorName actor={pause.paused_by} /> <Time at={pause.paused_at} show="both" />
        </dd>
        <dt className="text-faint">Reason</dt>
        <dd className="min-w-0 break-words whitespace-pre-wrap">{pause.reason}</dd>
        {state === 'resumed' && pause.resumed_at !== null && (
          <>
            <dt className="text-faint">Resumed by</dt>
            <dd className="flex flex-wrap items-center gap-x-2">
              {pause.resumed_by === null ? 'somebody' : <ActorName actor={pause.resumed_by} />}{' '}
              <Time at={pause.resumed_at} show="both" />
            </dd>
          </>
        )}
        {state === 'ended' && pause.until !== null && (
          <>
            <dt className="text-faint">Ended</dt>
            <dd>
              by itself <Time at={pause.until} show="both" />
            </dd>
          </>
        )}
      </dl>
      <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button kind={asleep === null ? 'primary' : 'plain'} asleep={asleep} onClick={() => setAsking(true)}>
          Resume {pause.agent}…
        </Button>
        {asleep !== null && <span className="text-s text-muted">{asleep}</span>}
      </div>
      {asking && (
        <Resume
          pause={pause}
          asleep={asleep}
          onClose={() => {
            setAsking(false)
            place.current?.focus()
          }}
        />
      )}
    </div>
  )
}

type ResumeProps = { pause: Pause; asleep: string | null; onClose: () => void }

function Resume({ pause, asleep, onClose }: ResumeProps) {
  const [key] = useState(newKey)
  useKeepsConsole(true)
  const resume = useMutation({
    mutationFn: () => fleetApi.resume(pause.id, key),
    onSuccess(after) {
      learnPause(after)
      notify.done(`Resumed: ${after.agent}`)
      onClose()
    },
    onSettled: () => void refreshFleet(),
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Resume ${pause.agent}?`}
      does={`Resume ${pause.agent}`}
      busy={resume.isPending}
      onConfirm={() => {
        if (asleep === null) resume.mutate()
      }}
    >
      <p>
        The agent goes on with its work as soon as it asks. It was paused because: <q>{pause.reason}</q>
      </p>
      {asleep !== null && (
        <p role="status" className="mt-2">
          <Mark means="warn">{asleep}</Mark>
        </p>
      )}
      {resume.error !== null && (
        <div role="alert" className="mt-2">
          <Mark means="bad">{sentenceOf(resume.error)}</Mark>
          <ProblemFacts error={resume.error} />
        </div>
      )}
    </ConfirmDialog>
  )
}
