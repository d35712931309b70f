import { type FormEvent, useState } from 'react'
import { type Severity, severities } from '../../../../shared/domain/incident.ts'
import { api, type NewIncident } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { fieldMessages } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { severityWords } from '../marks.tsx'
import { refreshIncidents } from '../use-incidents.ts'

type Props = {
  /** An action that it is opened for, which is linked from the start, and what it is called. */
  about?: { action: string; title: string }
  onClose: () => void
  onOpened?: (id: string) => void
}

/** What is written here stays as it is, so nothing is chosen beforehand. */
export function OpenDialog({ about, onClose, onOpened }: Props) {
  const [title, setTitle] = useState('')
  const [severity, setSeverity] = useState<Severity | ''>('')
  const offline = useAsleep('New incident')
  const { sending, start, busy } = useSending({
    what: `Open “${title}”`,
    send: (body: NewIncident, key) => api.openIncident(body, key),
    onDone(incident, shown) {
      void refreshIncidents()
      notify.done('Opened', incident.title)
      if (!shown) return
      onClose()
      onOpened?.(incident.id)
    },
  })
  const missing =
    title.trim() === '' ? 'Asleep until it has a title' : severity === '' ? 'Asleep until a severity is chosen' : null
  const asleep = offline ?? (busy ? 'Waiting for the server' : missing)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep === null && severity !== '')
      void start({ title: title.trim(), severity, ...(about && { action_id: about.action }) })
  }
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Open a new incident" width="max-w-150">
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3.5 px-5 pt-2 pb-4">
          <p className="text-muted">
            Everybody here sees it at once. Title and severity stay as they are; what changes goes into notes.
            {about !== undefined && ` The ${about.title} is linked to it from the start.`}
          </p>
          <TextField
            name="title"
            label="What is wrong, in a line"
            maxLength={200}
            autoFocus
            autoComplete="off"
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            error={errors.title}
          />
          <RadioCards<Severity | ''>
            legend="How bad it is"
            options={severities.map((each) => [each, severityWords[each].name, severityWords[each].says])}
            value={severity}
            onChange={setSeverity}
          />
          <RefusalNote sending={sending} />
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" asleep={asleep}>
            {busy ? 'Asking the server…' : 'Open incident'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
