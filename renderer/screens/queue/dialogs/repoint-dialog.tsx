import { useRef, useState } from 'react'
import { api } from '../../../api.ts'
import { TextField } from '../../../components/field.tsx'
import { fieldMessages } from '../../../problem.ts'
import { notify } from '../../../state/toasts.ts'
import { nounOf, titleOf } from './action-words.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import type { DialogProps } from './dialog-props.ts'
import { useCommand } from './use-command.tsx'

type Props = DialogProps & { onSuccessor: (id: string) => void }

/** The same for another target. Nothing of a proposal is ever edited, so it is a new one. */
export function RepointDialog({ onSuccessor, ...props }: Props) {
  const { action, finalFocus, onClose } = props
  const field = useRef<HTMLInputElement>(null)
  const [target, setTarget] = useState(action.target_ref)
  const noun = nounOf(action)
  const command = useCommand({
    ...props,
    offer: 'repoint',
    what: `Re-point the ${noun}`,
    send: (body: { target_ref: string }, key) => api.repointAction(action.id, body, key),
    done(successor, shown) {
      notify.done(`Re-pointed: ${titleOf(successor)}`, 'It waits for its own approvals; the earlier one is rejected.')
      if (shown) onSuccessor(successor.id)
    },
  })
  const wanted = target.trim()
  const unchanged = wanted === '' || wanted === action.target_ref ? 'Asleep until there is another target' : null
  const refused = command.sending.kind === 'refused' ? fieldMessages(command.sending.error).target_ref : undefined
  return (
    <DecisionDialog
      title={`Re-point the ${noun}`}
      target={action.target_ref}
      does={unchanged === null ? `Propose it for ${wanted}` : 'Propose it for the new target'}
      kind="primary"
      says="A new proposal with the same type, reason, mode and payload takes its place, in your name, and needs its approvals anew. This one becomes rejected, and that cannot be undone."
      field={field}
      busy={command.busy}
      asleep={command.asleep ?? unchanged}
      finalFocus={finalFocus}
      onConfirm={() => command.start({ target_ref: wanted })}
      onClose={onClose}
    >
      <TextField
        ref={field}
        name="target_ref"
        label="New target"
        value={target}
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        error={refused}
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      {command.notes}
    </DecisionDialog>
  )
}
