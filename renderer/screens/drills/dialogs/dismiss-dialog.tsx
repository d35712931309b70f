import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { nounOf } from '../route-words.ts'
import { AnswerRefusal } from './answer-refusal.tsx'
import { RecordedAs } from './recorded-as.tsx'
import { type AnswerProps, useAnswer } from './use-answer.ts'

/** The one answer that closes without anything having been done: it is typed, and it says why. */
export function DismissDialog(props: AnswerProps) {
  const { route, finalFocus, onClose } = props
  const { now, what, place, ref, sending, busy, asleep, send } = useAnswer('dismiss', props)
  return (
    <ConfirmTypedDialog
      title={what}
      target={`${route.schedule_id} · ${route.owner} · ${route.provider}`}
      happens={
        <>
          <b>Nothing undoes it.</b> The {nounOf(route)} is closed without what it asked for having been done, and nobody
          is asked about it again. It stays in the record as dismissed, with your reason.
          <RecordedAs />
        </>
      }
      typing={{ asks: 'Type the id of the schedule', text: route.schedule_id }}
      reason={{ asks: 'Why, in your own words (goes into the record)', place }}
      does={`Dismiss ${nounOf(route)}`}
      asleep={asleep}
      busy={busy}
      refusal={<AnswerRefusal sending={sending} was={route} route={now} asleep={asleep} />}
      finalFocus={finalFocus}
      onConfirm={({ reason }) => send(reason)}
      onClose={onClose}
    >
      <TextField
        name="external_ref"
        label="Reference in another system (optional): a ticket, a page"
        maxLength={200}
        autoComplete="off"
        className="font-mono"
        value={ref.text}
        onChange={(event) => ref.write(event.target.value)}
      />
    </ConfirmTypedDialog>
  )
}
