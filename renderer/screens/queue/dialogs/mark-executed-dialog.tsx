import type { Json } from '../../../../shared/domain/entry.ts'
import { api } from '../../../api.ts'
import { fieldMessages } from '../../../problem.ts'
import { useDraft } from '../../../state/drafts.ts'
import { notify } from '../../../state/toasts.ts'
import { nounOf } from './action-words.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import type { DialogProps } from './dialog-props.ts'
import { JsonField } from './json-field.tsx'
import { parseJsonText } from './json-text.ts'
import { useCommand } from './use-command.tsx'

/** A person's statement that it was carried out: Countersign has not seen it. */
export function MarkExecutedDialog(props: DialogProps) {
  const { action, finalFocus, onClose } = props
  const { text, write, sent } = useDraft(`action/${action.id}/outcome`)
  const noun = nounOf(action)
  const command = useCommand({
    ...props,
    offer: 'mark_executed',
    what: `Mark executed: ${noun}`,
    send: (body: { outcome?: Json }, key) => api.markExecuted(action.id, body, key),
    done() {
      sent(text)
      notify.done(`Marked executed: ${noun}`)
    },
  })
  const read = text.trim() === '' ? ({ ok: true, value: null } as const) : parseJsonText(text)
  const unreadable = read.ok ? null : 'Asleep until the outcome is JSON'
  return (
    <DecisionDialog
      title={`Mark the ${noun} as executed`}
      target={action.target_ref}
      does="State that it was carried out"
      kind="primary"
      says={
        <>
          <b className="text-ink">This is a statement by you</b>: it carries nothing out. It says, under your name and
          for ever, that it was done outside Countersign, and what came of it.
          {action.outcome_unknown &&
            ' A runner took it and did not come back: make sure of what it did before you state it.'}
        </>
      }
      busy={command.busy}
      asleep={command.asleep ?? unreadable}
      finalFocus={finalFocus}
      onConfirm={() => read.ok && command.start(text.trim() === '' ? {} : { outcome: read.value })}
      onClose={onClose}
    >
      <JsonField
        name="outcome"
        label="Outcome, as JSON (optional, goes into the audit record)"
        rows={5}
        value={text}
        read={read}
        error={command.sending.kind === 'refused' ? fieldMessages(command.sending.error).outcome : undefined}
        onValueChange={write}
      />
      {command.notes}
    </DecisionDialog>
  )
}
