import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Progress } from '@base-ui/react/progress'
import { useMemo, useRef, useState } from 'react'
import type { Action } from '../../../api.ts'
import { AlertShell } from '../../../components/alert-shell.tsx'
import { Button } from '../../../components/button.tsx'
import { DialogActions } from '../../../components/dialog.tsx'
import { TextAreaField } from '../../../components/field.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Mark } from '../../../components/mark.tsx'
import { SignInAgain } from '../../../components/sign-in-again.tsx'
import type { ApiProblem } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { nameOf, useConnections, useSession } from '../../../state/connection.ts'
import { useNow } from '../../../state/now.ts'
import type { BulkCommand } from '../queue-commands.ts'
import { planBulk } from './bulk-plan.ts'
import { BulkRows } from './bulk-rows.tsx'
import { type BulkState, countResults, waitsForSignIn } from './bulk-run.ts'
import { useBulkRun } from './use-bulk-run.ts'

type Props = {
  name: BulkCommand
  rows: readonly Action[]
  finalFocus: () => HTMLElement | null
  onClose: () => void
}

const words = {
  approve: { does: 'Approve', done: 'approved', label: 'Note for each (optional, goes into the audit record)' },
  reject: { does: 'Reject', done: 'rejected', label: 'Why, for each (optional, goes into the audit record)' },
} as const

/** Many rows in one decision, one result each. What was decided stays decided when the rest is cancelled. */
export function BulkDialog({ name, rows, finalFocus, onClose }: Props) {
  const cancel = useRef<HTMLButtonElement>(null)
  const does = useRef<HTMLButtonElement>(null)
  const [note, setNote] = useState('')
  const { data: connections } = useConnections()
  const { data: session } = useSession()
  const asleep = useAsleep('Send')
  const workspace = session?.workspace ?? ''
  // As the operator saw them when they decided: a run does not change what it is about.
  const { rows: going, leftOut } = useMemo(() => planBulk(name, rows, workspace), [name, rows, workspace])
  const { state, start, cancel: stop } = useBulkRun()
  /** Which wish of the server for a sign-in was fulfilled here. */
  const [answered, setAnswered] = useState<ApiProblem | null>(null)
  const waits = state !== null && waitsForSignIn(state, answered, connections?.known !== null)
  const running = state?.phase === 'running' || state?.phase === 'stopping'
  const rest = state === null ? going : going.filter(({ id }) => isOpen(state, id))
  const title = `${words[name].does} ${countOf(going.length)}`

  return (
    <AlertShell
      title={title}
      under={connections !== undefined && <b className="text-ink">{nameOf(connections.current)}</b>}
      width="max-w-180"
      danger={does}
      initialFocus={cancel}
      finalFocus={finalFocus}
      // A run is cancelled by its own button, and not by the way.
      onClose={() => !running && onClose()}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-2 pb-4">
        <AlertDialog.Description render={<div />} className="text-muted">
          Each is sent by itself and has its own result. What was {words[name].done} stays so, whatever becomes of the
          rest.
        </AlertDialog.Description>
        {state !== null && <Run state={state} total={going.length} done={words[name].done} />}
        {state !== null && (
          <Stopped
            state={state}
            done={words[name].done}
            left={rest.length}
            total={going.length}
            onSignedIn={() => setAnswered(state.signInWanted)}
          />
        )}
        <BulkRows going={going} leftOut={leftOut} results={state?.results} done={words[name].done} />
        {state === null && (
          <TextAreaField
            name="note"
            label={words[name].label}
            rows={2}
            maxLength={2000}
            value={note}
            onValueChange={setNote}
          />
        )}
      </div>
      <DialogActions>
        {running ? (
          <Button
            ref={cancel}
            asleep={state.phase === 'stopping' ? 'Waiting for the answer under way' : null}
            onClick={stop}
          >
            {state.phase === 'stopping' ? 'Cancelling…' : 'Cancel the rest'}
          </Button>
        ) : (
          <Button ref={cancel} onClick={onClose}>
            {state === null ? 'Cancel' : 'Close'} <Kbd keys="Escape" />
          </Button>
        )}
        {!running && rest.length > 0 && (
          <Button
            ref={does}
            kind={name === 'approve' && (state === null || (!waits && asleep === null)) ? 'primary' : 'plain'}
            asleep={asleep ?? (waits ? 'Asleep until you have signed in again' : null)}
            onClick={() => void start(rest, { name, note, workspace })}
          >
            {state === null
              ? title
              : `${state.signInWanted ? 'Go on with' : words[name].does} the other ${rest.length}`}
          </Button>
        )}
      </DialogActions>
    </AlertShell>
  )
}

const countOf = (count: number) => `${count} ${count === 1 ? 'action' : 'actions'}`

const isOpen = ({ results }: BulkState, id: string): boolean => {
  const kind = results.get(id)?.kind ?? 'left'
  return kind === 'left' || kind === 'unknown'
}

function Run({ state, total, done }: { state: BulkState; total: number; done: string }) {
  const counts = countResults(state.results)
  const settled = counts.done + counts.refused
  return (
    <div>
      <Progress.Root value={settled} max={total} className="flex flex-col gap-1.5">
        <Progress.Label className="text-s">
          {counts.done} {done}
          {counts.refused > 0 && `, ${counts.refused} refused`}
          {counts.unknown > 0 && `, ${counts.unknown} without an answer`}
          {counts.left > 0 && `, ${counts.left} not sent`} of {total}
        </Progress.Label>
        <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-line">
          <Progress.Indicator className="h-full bg-accent" />
        </Progress.Track>
      </Progress.Root>
      {/* Holds its room: rows do not jump when the server asks for patience. */}
      <p role="status" className="mt-1.5 min-h-[21px]">
        {state.pause !== null && <Pause pause={state.pause} />}
      </p>
    </div>
  )
}

/** The server asked for a sign-in in the middle: what was done until then stays, and the rest waits here. */
type StoppedProps = { state: BulkState; done: string; left: number; total: number; onSignedIn: () => void }

function Stopped({ state, done, left, total, onSignedIn }: StoppedProps) {
  const { signInWanted, results } = state
  if (signInWanted === null) return null
  const counts = countResults(results)
  return (
    <SignInAgain error={signInWanted} then={`One press goes on with the other ${left}.`} onSignedIn={onSignedIn}>
      It stopped there: {counts.done} of {total} are {done}, and nothing was done to{' '}
      {counts.left === total - counts.done ? `the other ${counts.left}` : `${counts.left} of the others`}.
    </SignInAgain>
  )
}

function Pause({ pause: { until, why } }: { pause: NonNullable<BulkState['pause']> }) {
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1000))
  return (
    <Mark means="warn">
      {why === 'rate_limited'
        ? `The server takes only so many in a minute: goes on in ${seconds} s`
        : `The server does not answer: asks again in ${seconds} s`}
    </Mark>
  )
}
