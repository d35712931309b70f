import type { KeyboardEvent, RefObject } from 'react'
import { api, type IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { TextAreaField } from '../../components/field.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { useDraft } from '../../state/drafts.ts'
import { RefusalNote } from '../queue/dialogs/refusal-note.tsx'
import { useSending } from '../queue/dialogs/use-sending.ts'
import { refusedBecause } from './use-incident.ts'
import { refreshIncidents } from './use-incidents.ts'

type Props = {
  incident: IncidentDetail
  field: RefObject<HTMLTextAreaElement | null>
  resolveAsleep: string | null
  onResolve: () => void
}

/** What can be done with an incident: to write into its timeline, and to end it. Stays in sight. */
export function NoteBox({ incident, field, resolveAsleep, onResolve }: Props) {
  const { text: note, write, sent } = useDraft(`incident/${incident.id}/note`)
  const offline = useAsleep('Add note')
  const { sending, start, busy } = useSending({
    what: `Note on “${incident.title}”`,
    async send(body: { note: string }, key) {
      const answer = await api.noteIncident(incident.id, body, key)
      sent(body.note)
      return answer
    },
    onDone: () => void refreshIncidents(),
  })
  const empty = note.trim() === '' ? 'Asleep until there is something to say' : null
  const asleep = offline ?? refusedBecause(incident, 'note') ?? (busy ? 'Waiting for the server' : empty)
  const send = () => asleep === null && void start({ note: note.trim() })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
    // Esc leaves the field first; what is typed stays.
    if (event.key === 'Escape' && event.currentTarget instanceof HTMLElement) {
      event.preventDefault()
      event.currentTarget.blur()
    }
  }
  return (
    <div className="border-t border-line-strong px-4 py-3">
      <TextAreaField
        ref={field}
        name="note"
        label="Note (becomes part of the record)"
        rows={1}
        className="max-h-40 min-h-9 [field-sizing:content]"
        maxLength={2000}
        value={note}
        onValueChange={write}
        onKeyDown={onKeyDown}
      />
      <div className="mt-2 empty:hidden">
        <RefusalNote sending={sending} />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button asleep={asleep} onClick={send}>
          {busy ? 'Asking the server…' : 'Add note'} <Kbd keys="Mod+Enter" />
        </Button>
        <span className="flex-1" />
        <Button asleep={resolveAsleep} onClick={onResolve}>
          Resolve…
        </Button>
      </div>
    </div>
  )
}
