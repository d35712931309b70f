import { type Action, type Approve, api } from '../../../api.ts'
import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { Mark } from '../../../components/mark.tsx'
import { useDraft } from '../../../state/drafts.ts'
import { effectOf, leadsTo, nounOf, typingOf } from './action-words.ts'
import { announceApproval } from './announce.ts'
import type { DialogProps } from './dialog-props.ts'
import { ProposalFacts } from './proposal-facts.tsx'
import { useCommand } from './use-command.tsx'
import { useSeenDigest } from './use-seen-digest.ts'

/** Approval of what cannot be undone, by one of two people or, with the glass broken, by one alone. */
export function ApproveTyped(props: DialogProps & { name: 'approve' | 'break_glass' }) {
  const { action, name, finalFocus, onClose } = props
  const seen = useSeenDigest(action)
  const noun = nounOf(action)
  const broken = name === 'break_glass'
  const does = broken ? `Break glass for ${noun}` : `Approve ${noun}`
  const place = `action/${action.id}/${name}`
  const { text: reason, sent } = useDraft(place)
  const command = useCommand({
    ...props,
    offer: name,
    what: does,
    send: (body: Approve, key) => api.approveAction(action.id, body, key),
    done(approved) {
      sent(reason)
      announceApproval(approved)
    },
  })
  const { text, asks } = typingOf(action.target_ref)
  const to = leadsTo(action.payload)

  return (
    <ConfirmTypedDialog
      title={broken ? `Break glass: approve the ${noun} alone` : `Approve the ${noun}`}
      target={to === undefined ? action.target_ref : `${action.target_ref} → ${to}`}
      edge={broken ? 'hazard' : 'environment'}
      happens={broken ? <GlassWarning action={action} /> : <ApprovalWarning action={action} />}
      typing={{ asks, text }}
      reason={{
        asks: broken
          ? 'Why there is no time for a second person (goes into the audit record, and is reviewed)'
          : 'Why (goes into the audit record)',
        place,
      }}
      does={does}
      busy={command.busy}
      asleep={seen.problem ?? command.asleep}
      refusal={
        <>
          {seen.problem !== null && <Mark means="bad">{seen.problem}</Mark>}
          {command.notes}
        </>
      }
      finalFocus={finalFocus}
      onConfirm={({ typed, reason }) =>
        command.start({
          confirmation: typed,
          note: reason,
          ...(seen.digest === undefined ? {} : { proposal_digest: seen.digest }),
          ...(broken ? { break_glass: true } : {}),
        })
      }
      onClose={onClose}
    >
      <ProposalFacts action={action} seen={seen.seen} />
    </ConfirmTypedDialog>
  )
}

function ApprovalWarning({ action }: { action: Action }) {
  return (
    <>
      <b>{action.mode === 'dry_run' ? 'A dry run: nothing is executed.' : 'This cannot be undone.'}</b>{' '}
      {action.mode === 'dry_run' ? `If it were carried out: ${effectOf(action)}` : effectOf(action)}{' '}
      <WhichApprover action={action} />
    </>
  )
}

function WhichApprover({ action: { approvals, approvals_required, single_operator } }: { action: Action }) {
  const left = approvals_required - approvals.length - 1
  if (single_operator) return 'Under the single-operator policy yours is the only approval, and the record says so.'
  if (left > 0)
    return `You are the first of ${approvals_required} approvers: it goes ahead only once another person has approved too.`
  const first = approvals.at(-1)
  if (first === undefined) return 'Yours is the approval that it takes: whoever carries it out may do so at once.'
  return `You are the last of ${approvals_required} approvers, after ${first.actor.erased ? 'a person since erased' : first.actor.name}: whoever carries it out may do so at once.`
}

function GlassWarning({ action }: { action: Action }) {
  return (
    <>
      <b>You go past the rule of two people.</b> {effectOf(action)} With your approval alone it may be carried out at
      once, and that cannot be undone. It is marked as broken glass for ever, and opens a review that stays red on every
      console until somebody else closes it.
    </>
  )
}
