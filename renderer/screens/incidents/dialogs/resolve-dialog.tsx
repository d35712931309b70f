import { useRef } from 'react'
import { api, type IncidentDetail } from '../../../api.ts'
import { TextAreaField } from '../../../components/field.tsx'
import { useDraft } from '../../../state/drafts.ts'
import { notify } from '../../../state/toasts.ts'
import { nounOf } from '../../queue/dialogs/action-words.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { refreshIncidents } from '../use-incidents.ts'

type Props = {
  incident: IncidentDetail
  asleep: string | null
  finalFocus: () => HTMLElement | null
  onClose: () => void
}

const still = { proposed: 'waits for approval', approved: 'is approved and not carried out' } as const

/** Says what it means before it is done: it is the end, and it ends nothing else. */
export function ResolveDialog({ incident, asleep, finalFocus, onClose }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { text: note, write, sent } = useDraft(`incident/${incident.id}/resolution`)
  const { sending, start, busy } = useSending({
    what: `Resolve “${incident.title}”`,
    send: (body: { note?: string }, key) => api.resolveIncident(incident.id, body, key),
    onDone(_, shown) {
      sent(note)
      void refreshIncidents()
      if (shown) onClose()
      notify.done('Resolved', incident.title)
    },
  })
  const waiting = incident.links.flatMap(({ action }) => {
    const { status } = action ?? {}
    return action && (status === 'proposed' || status === 'approved') ? [{ ...action, status }] : []
  })
  return (
    <DecisionDialog
      title={`Resolve “${incident.title}”`}
      target={incident.id}
      does="Resolve incident"
      kind="primary"
      says={
        <>
          From then on it counts as over. That cannot be taken back: it cannot be opened again, given to somebody else
          or linked. Notes can still be added.
          {waiting.length > 0 && (
            <span className="mt-2 block rounded-m border border-warn bg-warn-bg px-3 py-2 text-ink">
              Not everything linked to it is over, and resolving ends none of it:{' '}
              {waiting.map((action) => `the ${nounOf(action)} ${still[action.status]}`).join('; ')}.
            </span>
          )}
        </>
      }
      field={field}
      busy={busy}
      asleep={asleep}
      finalFocus={finalFocus}
      onConfirm={() => void start(note.trim() === '' ? {} : { note: note.trim() })}
      onClose={onClose}
    >
      <TextAreaField
        ref={field}
        name="resolution"
        label="What ended it (optional, becomes part of the record)"
        rows={2}
        maxLength={2000}
        value={note}
        onValueChange={write}
      />
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
