import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { AlertShell } from '../../../components/alert-shell.tsx'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { DialogActions } from '../../../components/dialog.tsx'
import { TextAreaField, TextField } from '../../../components/field.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import type { ApiProblem } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { nameOf, useConnections } from '../../../state/connection.ts'
import { waitsForSignIn } from '../../queue/dialogs/bulk-run.ts'
import { answerWords } from '../route-words.ts'
import type { RoutesFilter } from '../routes/address.ts'
import type { BulkName } from '../routes/drill-dialogs.ts'
import { sendOnEnter } from './answer-dialog.tsx'
import { BulkProgress, BulkStopped } from './bulk-progress.tsx'
import { BulkFailures, BulkReading, BulkRows } from './bulk-rows.tsx'
import { RecordedAs } from './recorded-as.tsx'
import { useBulkAnswers } from './use-bulk-answers.ts'
import { useGathered } from './use-gathered.ts'

type Props = {
  name: BulkName
  filter: RoutesFilter
  count: number
  onDone: () => void
  finalFocus: () => HTMLElement | null
  onClose: () => void
}

const which = { acknowledge: 'outstanding', escalate: 'breached' } as const

/** All that the filter shows in one decision, one result each. What was done stays done when the rest is cancelled. */
export function BulkDialog({ name, filter, count: expected, onDone, finalFocus, onClose }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [notes, setNotes] = useState('')
  const [external_ref, setRef] = useState('')
  const { data: connections } = useConnections()
  const offline = useAsleep('Send')
  const { gathered, readAgain } = useGathered(name, filter, expected)
  const { state, start, goOn, cancel } = useBulkAnswers(name, onDone)
  /** Which wish of the server for a sign-in was fulfilled here. */
  const [answered, setAnswered] = useState<ApiProblem | null>(null)
  const { verb, done } = answerWords[name]
  const rows = gathered.kind === 'read' ? gathered.rows : []
  const running = state?.phase === 'running' || state?.phase === 'stopping'
  const waits = state !== null && waitsForSignIn({ ...state }, answered, connections?.known !== null)
  const open = [...(state?.results.values() ?? [])].filter(({ kind }) => kind === 'left' || kind === 'unknown').length
  const failed = rows.filter(({ route_id }) => state?.results.get(route_id)?.kind === 'refused')
  const total = gathered.kind === 'read' ? rows.length : expected
  const title = `${verb} ${count(total)} ${which[name]} ${total === 1 ? 'route' : 'routes'}`
  const asleep =
    offline ??
    (waits ? 'Asleep until you have signed in again' : null) ??
    (gathered.kind === 'reading' ? 'Still reading which they are' : null) ??
    (gathered.kind === 'failed' ? 'Asleep until it is known which they are' : null) ??
    (rows.length === 0 ? 'None is like that any more' : null)
  const send = () => {
    if (asleep === null && state === null) void start(rows, { notes, external_ref })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }

  return (
    <AlertShell
      title={title}
      under={connections !== undefined && <b className="text-ink">{nameOf(connections.current)}</b>}
      width="max-w-180"
      initialFocus={field}
      finalFocus={finalFocus}
      // What has begun is seen to its end: as its button does, this cancels the rest.
      onClose={running ? cancel : onClose}
    >
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-2 pb-4">
          <AlertDialog.Description render={<div />} className="text-muted">
            Each has its own result and its own entry in the record. What was {done.toLowerCase()} stays so, whatever
            becomes of the rest. <RecordedAs />
          </AlertDialog.Description>
          {state === null ? (
            <BulkReading gathered={gathered} onRetry={readAgain} />
          ) : (
            <>
              <BulkProgress state={state} total={rows.length} done={done.toLowerCase()} />
              <BulkStopped
                state={state}
                done={done.toLowerCase()}
                total={rows.length}
                onSignedIn={() => setAnswered(state.signInWanted)}
              />
            </>
          )}
          <BulkFailures rows={failed} results={state?.results} />
          <BulkRows rows={rows} results={state?.results} done={done.toLowerCase()} />
          {state === null && (
            <>
              <TextAreaField
                ref={field}
                name="notes"
                label="Note for each, in your own words (optional)"
                help="Enter sends, Shift Enter begins a new line."
                rows={2}
                maxLength={2000}
                value={notes}
                onValueChange={setNotes}
                onKeyDown={(event: KeyboardEvent<HTMLTextAreaElement>) => sendOnEnter(event, send)}
              />
              <TextField
                name="external_ref"
                label="Reference in another system, for each (optional)"
                maxLength={200}
                autoComplete="off"
                className="font-mono"
                value={external_ref}
                onChange={(event) => setRef(event.target.value)}
              />
            </>
          )}
        </div>
        <DialogActions>
          {running ? (
            // Its own button, not the one before by another name: the focus comes to it.
            <Button
              key="cancel"
              autoFocus
              asleep={state.phase === 'stopping' ? 'Waiting for the answer under way' : null}
              onClick={cancel}
            >
              {state.phase === 'stopping' ? 'Cancelling…' : 'Cancel the rest'} <Kbd keys="Escape" />
            </Button>
          ) : (
            <Button key={state === null ? 'leave' : 'close'} autoFocus={state !== null} onClick={onClose}>
              {state === null ? 'Cancel' : 'Close'} <Kbd keys="Escape" />
            </Button>
          )}
          {state !== null && !running && failed.length > 0 && (
            <Button asleep={asleep} onClick={() => void start(failed, { notes, external_ref })}>
              Try the {count(failed.length)} that failed again
            </Button>
          )}
          {state !== null && !running && open > 0 && (
            <Button kind="primary" asleep={asleep} onClick={() => void goOn()}>
              {state.signInWanted ? 'Go on with' : verb} the other {count(open)}
            </Button>
          )}
          {state === null && (
            <Button kind="primary" type="submit" className={keyInButton} asleep={asleep}>
              {verb} {count(total)} <Kbd keys="Enter" />
            </Button>
          )}
        </DialogActions>
      </form>
    </AlertShell>
  )
}
