import { useRef } from 'react'
import { api } from '../../../api.ts'
import { TextAreaField } from '../../../components/field.tsx'
import { useDraft } from '../../../state/drafts.ts'
import { notify } from '../../../state/toasts.ts'
import { nounOf } from './action-words.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import type { DialogProps } from './dialog-props.ts'
import { useCommand } from './use-command.tsx'

/** Withdrawing is what rejecting is called when it is one's own: the server knows one command. */
const words = {
  reject: { does: 'Reject', done: 'Rejected', label: 'Why (optional, goes into the audit record)' },
  withdraw: {
    does: 'Withdraw',
    done: 'Withdrawn',
    label: 'Why you take it back (optional, goes into the audit record)',
  },
} as const

export function RejectDialog(props: DialogProps & { name: keyof typeof words }) {
  const { action, name, finalFocus, onClose } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const { text: note, write, sent } = useDraft(`action/${action.id}/reject`)
  const noun = nounOf(action)
  const { does, done, label } = words[name]
  const command = useCommand({
    ...props,
    offer: 'reject',
    what: `${does} ${noun}`,
    send: (body: { note?: string }, key) => api.rejectAction(action.id, body, key),
    done() {
      sent(note)
      notify.done(`${done}: ${noun}`)
    },
  })
  return (
    <DecisionDialog
      title={`${does} the ${noun}`}
      target={action.target_ref}
      does={`${does} ${noun}`}
      kind="plain"
      says={
        <>
          It stays in the record and can never be approved or carried out. To do it after all, propose it again.
          {action.status === 'approved' && ' It has been approved: a runner that has not taken it yet no longer can.'}
        </>
      }
      field={field}
      busy={command.busy}
      asleep={command.asleep}
      finalFocus={finalFocus}
      onConfirm={() => command.start(note.trim() === '' ? {} : { note: note.trim() })}
      onClose={onClose}
    >
      <TextAreaField
        ref={field}
        name="note"
        label={label}
        rows={2}
        maxLength={2000}
        value={note}
        onValueChange={write}
      />
      {command.notes}
    </DecisionDialog>
  )
}
