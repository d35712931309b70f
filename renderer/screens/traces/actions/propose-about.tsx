import { useRef, useState } from 'react'
import { type ActionType, tierOf } from '../../../../shared/domain/action-policy.ts'
import type { Json } from '../../../../shared/domain/entry.ts'
import { type Severity, severities } from '../../../../shared/domain/incident.ts'
import { type Action, api, type NewAction } from '../../../api.ts'
import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { TextAreaField, TextField } from '../../../components/field.tsx'
import { JsonTree } from '../../../components/json-tree.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { Time } from '../../../components/time.tsx'
import { fieldMessages } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useDraft } from '../../../state/drafts.ts'
import { refreshFleet } from '../../../state/fleet.ts'
import { notify } from '../../../state/toasts.ts'
import { severityWords } from '../../incidents/marks.tsx'
import { effectOf, isTyped, nounOf, titleOf, typingOf } from '../../queue/dialogs/action-words.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { approvalRule, tierRules } from '../../queue/dialogs/explain.ts'
import { RefusalNote, usePatience } from '../../queue/dialogs/refusal-note.tsx'
import { useCircumstances } from '../../queue/dialogs/use-circumstances.ts'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { TierMark } from '../../queue/marks.tsx'
import { shortId } from '../words.ts'
import { type About, type Asked, forms, missingIn, payloadFor, proposalOf, targetFor } from './span-actions.ts'

type Props = { type: ActionType; about: About; finalFocus: () => HTMLElement | null; onClose: () => void }

/** A form that proposes, and does nothing else: what is proposed waits in the queue for whoever may approve it. */
export function ProposeAbout({ type, about, finalFocus, onClose }: Props) {
  const place = `traces/${about.trace}/${type}`
  const { text: reason, write, sent } = useDraft(place)
  const [asked, setAsked] = useState<Asked>({ target: forms[type].targetOf(about), text: '', severity: 'sev3' })
  const offline = useAsleep('Propose')
  const circumstances = useCircumstances()
  const first = useRef<HTMLTextAreaElement & HTMLInputElement>(null)
  const named = { type, target_ref: targetFor(type, about, asked) || '…' }
  const { sending, start, busy } = useSending({
    what: `Propose ${nounOf(named)}`,
    send: (body: NewAction, key) => api.proposeAction(body, key),
    onDone(action, shown) {
      sent(reason)
      void refreshFleet()
      announce(action)
      if (shown) onClose()
    },
  })
  const patience = usePatience(sending)
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  const missing = missingIn(type, about, asked, reason)
  const asleep = offline ?? patience
  const rule = approvalRule(type, 'supervised', circumstances)
  const fields = (
    <>
      <p className="text-s text-muted">
        Seen in <b className="font-semibold text-ink">{about.span.name}</b> of{' '}
        <b className="font-semibold text-ink">{about.span.agent}</b>, trace{' '}
        <span className="font-mono">{shortId(about.trace)}</span>, whose last span ended{' '}
        <Time at={about.ended_at} show="relative" />.
      </p>
      <Fields type={type} asked={asked} errors={errors} first={first} onChange={setAsked} />
      <Payload payload={payloadFor(type, about, asked)} />
    </>
  )
  const refusal = <RefusalNote sending={sending} />

  if (isTyped({ type }))
    return (
      <ConfirmTypedDialog
        title={`Propose the ${nounOf(named)}`}
        target={named.target_ref}
        happens={
          <>
            <b>Nothing happens yet: this asks for it.</b> Once it is approved and carried out: {effectOf(named)} That
            cannot be undone. {rule}
          </>
        }
        typing={typingOf(named.target_ref)}
        reason={{ asks: 'Reason (goes into the audit record, and is what approvers read)', place }}
        does={`Propose ${nounOf(named)}`}
        busy={busy}
        asleep={asleep ?? missingIn(type, about, asked, 'asked for by the dialog itself')}
        refusal={refusal}
        finalFocus={finalFocus}
        onConfirm={(given) => void start(proposalOf(type, about, asked, given.reason))}
        onClose={onClose}
      >
        {fields}
      </ConfirmTypedDialog>
    )
  return (
    <DecisionDialog
      title={`Propose: ${titleOf(named)}`}
      target={named.target_ref}
      does={`Propose ${nounOf(named)}`}
      kind="primary"
      says={
        <>
          <span className="flex items-center gap-2 text-ink">
            <TierMark tier={tierOf[type]} /> {tierRules[tierOf[type]].split(':')[0]}, proposed as supervised
          </span>
          <span className="mt-1 block">
            Nothing happens yet: this asks for it. Once approved: {effectOf(named)} {rule}
          </span>
        </>
      }
      field={first}
      busy={busy}
      asleep={asleep ?? missing}
      finalFocus={finalFocus}
      onConfirm={() => void start(proposalOf(type, about, asked, reason))}
      onClose={onClose}
    >
      {fields}
      <TextAreaField
        name="reason"
        label="Reason (becomes part of the record as you write it)"
        rows={2}
        maxLength={2000}
        value={reason}
        error={errors.reason}
        onValueChange={write}
      />
      {refusal}
    </DecisionDialog>
  )
}

type FieldsProps = {
  type: ActionType
  asked: Asked
  errors: Readonly<Record<string, string>>
  first: React.Ref<HTMLInputElement>
  onChange: (asked: Asked) => void
}

function Fields({ type, asked, errors, first, onChange }: FieldsProps) {
  const { target, field } = forms[type]
  return (
    <>
      {target !== null && (
        <TextField
          name="target_ref"
          label={target.label}
          help={target.help}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={asked.target}
          error={errors.target_ref}
          onChange={(event) => onChange({ ...asked, target: event.currentTarget.value })}
        />
      )}
      {field !== null && (
        <TextField
          ref={first}
          name="text"
          label={field.label}
          help={field.help}
          maxLength={field.longest}
          inputMode={field.needs === 'number' ? 'numeric' : 'text'}
          autoComplete="off"
          value={asked.text}
          error={errors.payload}
          onChange={(event) => onChange({ ...asked, text: event.currentTarget.value })}
        />
      )}
      {type === 'create_incident' && (
        <RadioCards<Severity>
          legend="How bad it is"
          options={severities.map((each) => [each, severityWords[each].name, severityWords[each].says])}
          value={asked.severity}
          onChange={(severity) => onChange({ ...asked, severity })}
        />
      )}
    </>
  )
}

/** Approvers see it, and approve exactly this. */
function Payload({ payload }: { payload: Json }) {
  return (
    <details className="text-s">
      <summary className="w-fit cursor-pointer rounded-s text-muted">What whoever carries it out is given</summary>
      <div className="mt-1">
        <JsonTree value={payload} />
      </div>
    </details>
  )
}

/** Said after the server has said so. It leads to the row: there it is approved, by whoever may. */
function announce(action: Action): void {
  notify.leading(`Proposed: ${titleOf(action)}`, 'It waits in the queue for an approval.', {
    label: 'Show it in the queue',
    run: () => {
      location.hash = `#/deployments/${action.id}`
    },
  })
}
