import { useRef } from 'react'
import { api } from '../../../api.ts'
import { TextAreaField } from '../../../components/field.tsx'
import { Time } from '../../../components/time.tsx'
import { useDraft } from '../../../state/drafts.ts'
import { notify } from '../../../state/toasts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { nounOf } from './action-words.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import type { DialogProps } from './dialog-props.ts'
import { useCommand } from './use-command.tsx'

/** The second person's word, afterwards. */
export function CloseReviewDialog(props: DialogProps) {
  const { action, finalFocus, onClose } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const { text: note, write, sent } = useDraft(`action/${action.id}/close-review`)
  const noun = nounOf(action)
  const command = useCommand({
    ...props,
    offer: 'close_review',
    what: `Close the review of ${noun}`,
    send: (body: { note: string }, key) => api.closeReview(action.id, body, key),
    done() {
      sent(note)
      notify.done(`Review closed: ${noun}`)
    },
  })
  const missing = note.trim() === '' ? 'Asleep until you say what the review found' : null
  return (
    <DecisionDialog
      title={`Close the review of the ${noun}`}
      target={action.target_ref}
      does="Close the review"
      kind="primary"
      says="Glass was broken for it: one person approved what takes two. You say, as the second person, what you found. It stays marked as broken glass."
      field={field}
      busy={command.busy}
      asleep={command.asleep ?? missing}
      finalFocus={finalFocus}
      onConfirm={() => command.start({ note: note.trim() })}
      onClose={onClose}
    >
      {action.break_glass !== null && (
        <div className="rounded-m border border-line bg-bg px-3 py-2">
          <span className="flex flex-wrap items-center gap-x-2">
            <ActorName actor={action.break_glass.by} />
            <Time at={action.break_glass.at} show="both" />
          </span>
          <q className="mt-1 block break-words whitespace-pre-wrap text-muted">{action.break_glass.note}</q>
        </div>
      )}
      <TextAreaField
        ref={field}
        name="note"
        label="What the review found (goes into the audit record)"
        rows={3}
        maxLength={2000}
        value={note}
        onValueChange={write}
      />
      {command.notes}
    </DecisionDialog>
  )
}
