import { type Approve, api } from '../../../api.ts'
import { TextAreaField } from '../../../components/field.tsx'
import { Mark } from '../../../components/mark.tsx'
import { useDraft } from '../../../state/drafts.ts'
import { effectOf, nounOf } from './action-words.ts'
import { announceApproval } from './announce.ts'
import { ApproveTyped } from './approve-typed.tsx'
import { DecisionDialog } from './decision-dialog.tsx'
import type { DialogProps } from './dialog-props.ts'
import { ProposalFacts } from './proposal-facts.tsx'
import { useCommand } from './use-command.tsx'
import { useSeenDigest } from './use-seen-digest.ts'
import { asksForTyping } from './use-sending.ts'

/** Approval of tier 1 and 2: seen in full, and said in one press. */
export function ApprovePlain(props: DialogProps) {
  const { action, finalFocus, onClose } = props
  const { text: note, write, sent } = useDraft(`action/${action.id}/approve`)
  const seen = useSeenDigest(action)
  const does = `Approve ${nounOf(action)}`
  const command = useCommand({
    ...props,
    offer: 'approve',
    what: does,
    send: (body: Approve, key) => api.approveAction(action.id, body, key),
    done(approved) {
      sent(note)
      announceApproval(approved)
    },
  })
  // This server's policy asks for more than ours does.
  if (asksForTyping(command.sending)) return <ApproveTyped {...props} name="approve" />
  return (
    <DecisionDialog
      title={`Approve the ${nounOf(action)}`}
      target={action.target_ref}
      does={does}
      kind="primary"
      says={action.mode === 'dry_run' ? 'A dry run: approving it executes nothing.' : effectOf(action)}
      busy={command.busy}
      asleep={seen.problem ?? command.asleep}
      finalFocus={finalFocus}
      onConfirm={() =>
        command.start({
          ...(note.trim() === '' ? {} : { note: note.trim() }),
          ...(seen.digest === undefined ? {} : { proposal_digest: seen.digest }),
        })
      }
      onClose={onClose}
    >
      <ProposalFacts action={action} seen={seen.seen} />
      <TextAreaField
        name="note"
        label="Note (optional, goes into the audit record)"
        rows={2}
        maxLength={2000}
        value={note}
        onValueChange={write}
      />
      {seen.problem !== null && <Mark means="bad">{seen.problem}</Mark>}
      {command.notes}
    </DecisionDialog>
  )
}
