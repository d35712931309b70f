import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type FormEvent, type KeyboardEvent, useRef } from 'react'
import { AlertShell } from '../../../components/alert-shell.tsx'
import { Button } from '../../../components/button.tsx'
import { DialogActions } from '../../../components/dialog.tsx'
import { TextAreaField, TextField } from '../../../components/field.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import { fieldMessages } from '../../../problem.ts'
import { nameOf, useConnections } from '../../../state/connection.ts'
import { type AnswerName, answerWords, nounOf } from '../route-words.ts'
import { AnswerRefusal } from './answer-refusal.tsx'
import { RecordedAs } from './recorded-as.tsx'
import { type AnswerProps, useAnswer } from './use-answer.ts'

type Props = AnswerProps & { name: Exclude<AnswerName, 'dismiss'> }

/** A light panel: Enter sends. What is written is the operator's; whose answer it is, the server knows. */
export function AnswerDialog({ name, ...props }: Props) {
  const { route, finalFocus, onClose } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const { now, note, ref, sending, busy, asleep, send } = useAnswer(name, props)
  const { verb, means } = answerWords[name]
  const { data: connections } = useConnections()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  return (
    <AlertShell
      title={`${verb} the ${nounOf(route)}`}
      under={
        <>
          {connections !== undefined && <b className="text-ink">{nameOf(connections.current)}</b>} ·{' '}
          {route.schedule_title} <span className="font-mono break-all">{route.schedule_id}</span>
        </>
      }
      initialFocus={field}
      finalFocus={finalFocus}
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-2 pb-4">
          <AlertDialog.Description className="text-muted">
            {name === 'escalate' && route.escalation_owner !== route.owner
              ? `It goes to ${route.escalation_owner}, and its time no longer runs.`
              : means}{' '}
            <RecordedAs />
          </AlertDialog.Description>
          <TextAreaField
            ref={field}
            name="notes"
            label="Note, in your own words (optional, goes into the record)"
            help="Enter sends, Shift Enter begins a new line."
            rows={2}
            maxLength={2000}
            value={note.text}
            onValueChange={note.write}
            onKeyDown={(event: KeyboardEvent<HTMLTextAreaElement>) => sendOnEnter(event, () => send())}
            error={errors.notes}
          />
          <TextField
            name="external_ref"
            label="Reference in another system (optional): a ticket, a page"
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={ref.text}
            onChange={(event) => ref.write(event.target.value)}
            error={errors.external_ref}
          />
          <AnswerRefusal sending={sending} was={route} route={now} asleep={asleep} />
        </div>
        <DialogActions>
          <AlertDialog.Close render={<Button />}>
            {busy ? 'Close' : 'Cancel'} <Kbd keys="Escape" />
          </AlertDialog.Close>
          <Button
            kind="primary"
            type="submit"
            className={keyInButton}
            asleep={busy ? 'Waiting for the server' : asleep}
          >
            {busy ? 'Asking the server…' : verb} <Kbd keys="Enter" />
          </Button>
        </DialogActions>
      </form>
    </AlertShell>
  )
}

/** A key that is still held from what opened this sends nothing. */
export function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>, send: () => void): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  if (!event.repeat) send()
}
