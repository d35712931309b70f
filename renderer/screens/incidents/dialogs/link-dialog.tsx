import { type FormEvent, useState } from 'react'
import { type LinkKind, linkKinds } from '../../../../shared/domain/incident.ts'
import { type Action, api, type IncidentDetail } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { Select } from '../../../components/select.tsx'
import { fieldMessages } from '../../../problem.ts'
import { notify } from '../../../state/toasts.ts'
import { titleOf } from '../../queue/dialogs/action-words.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { refreshIncidents } from '../use-incidents.ts'
import { ActionPicker } from './action-picker.tsx'

const kindNames: Record<LinkKind, string> = { action: 'Action', drill: 'Drill', deploy: 'Deploy', trace: 'Trace' }
const kinds = linkKinds.map((value) => ({ value, label: kindNames[value] }))

type Props = { incident: IncidentDetail; asleep: string | null; onClose: () => void }

/** Links something to an incident: an action out of the queue, or anything else by its reference. */
export function LinkDialog({ incident, asleep: notOffered, onClose }: Props) {
  const [kind, setKind] = useState<LinkKind>('action')
  const [action, setAction] = useState<Action | null>(null)
  const [typed, setTyped] = useState('')
  const ref = kind === 'action' ? (action?.id ?? '') : typed.trim()
  const { sending, start, busy } = useSending({
    what: `Link to “${incident.title}”`,
    send: (body: { kind: LinkKind; ref: string }, key) => api.linkIncident(incident.id, body, key),
    onDone(_, shown) {
      void refreshIncidents()
      if (shown) onClose()
      notify.done('Linked', kind === 'action' && action !== null ? titleOf(action) : `${kindNames[kind]} ${ref}`)
    },
  })
  const linked = (of: LinkKind, each: string) => incident.links.some((link) => link.kind === of && link.ref === each)
  const missing =
    ref === ''
      ? `Asleep until ${kind === 'action' ? 'one is chosen' : 'there is a reference'}`
      : linked(kind, ref)
        ? 'It is linked already'
        : null
  const asleep = notOffered ?? (busy ? 'Waiting for the server' : missing)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep === null) void start({ kind, ref })
  }
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Link to the incident" width="max-w-160">
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3 px-5 pt-2 pb-4">
          <p className="text-muted">
            What the ledger says of it is part of the timeline from then on. A link stays: it cannot be taken back.
          </p>
          <div className="flex items-center gap-2">
            <span className="text-s text-muted">Kind</span>
            <Select
              name="Kind of thing to link"
              value={kind}
              choices={kinds}
              onChange={(next) => setKind(linkKinds.find((each) => each === next) ?? 'action')}
            >
              {kindNames[kind]}
            </Select>
          </div>
          {kind === 'action' ? (
            <ActionPicker chosen={action} isLinked={(id) => linked('action', id)} onChoose={setAction} />
          ) : (
            <TextField
              name="ref"
              label={`Id of the ${kind}`}
              help={
                kind === 'drill' ? 'Kept as it is written. Whether there is such a thing is not checked.' : undefined
              }
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              error={errors.ref}
            />
          )}
          <RefusalNote sending={sending} />
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" asleep={asleep}>
            {busy ? 'Asking the server…' : `Link ${kind}`}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
