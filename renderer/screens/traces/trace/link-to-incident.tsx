import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { sentenceOf } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useSession } from '../../../state/connection.ts'
import { notify } from '../../../state/toasts.ts'
import { severityWords } from '../../incidents/marks.tsx'
import { refreshIncidents } from '../../incidents/use-incidents.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { whyNotPermitted } from '../actions/permitted.ts'
import { shortId } from '../words.ts'

/** Links the trace to an incident that is open. */
export function LinkToIncident({ trace }: { trace: string }) {
  const [open, setOpen] = useState(false)
  const { data: session } = useSession()
  return (
    <div className="border-b border-line px-4 py-2">
      <Button
        asleep={whyNotPermitted(session?.permissions, 'actions.propose', 'Linking')}
        onClick={() => setOpen(true)}
      >
        Link it to an incident…
      </Button>
      {open && <LinkDialog trace={trace} onClose={() => setOpen(false)} />}
    </div>
  )
}

function LinkDialog({ trace, onClose }: { trace: string; onClose: () => void }) {
  const [chosen, setChosen] = useState('')
  const offline = useAsleep('Link to an incident')
  const { data, error } = useQuery({
    queryKey: ['incidents', 'choices'],
    queryFn: ({ signal }) => api.incidents({ status: ['open'], limit: 100 }, signal),
    staleTime: 0,
  })
  const { sending, start, busy } = useSending({
    what: `Link trace ${shortId(trace)}`,
    send: ({ incident }: { incident: string }, key) => api.linkIncident(incident, { kind: 'trace', ref: trace }, key),
    onDone({ title }, shown) {
      void refreshIncidents()
      if (shown) onClose()
      notify.done(`Linked trace ${shortId(trace)}`, title)
    },
  })
  const asleep = offline ?? (busy ? 'Waiting for the server' : chosen === '' ? 'Asleep until one is chosen' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep === null) void start({ incident: chosen })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Link trace ${shortId(trace)}`} width="max-w-150">
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3 px-5 pt-2 pb-4">
          <p className="text-muted">
            It is part of the incident’s timeline from then on. A link stays: it cannot be taken back.
          </p>
          {error !== null && (
            <p role="alert" className="text-bad">
              The incidents could not be read. {sentenceOf(error)}
            </p>
          )}
          {data?.items.length === 0 && (
            <p className="text-muted">
              No incident is open. “Create incident” in the menu of a span proposes one about this trace.
            </p>
          )}
          {data !== undefined && data.items.length > 0 && (
            <ScrollRegion label="Open incidents" className="max-h-72">
              <RadioCards
                legend="Incident"
                options={data.items.map(({ id, title, severity }) => [id, title, severityWords[severity].name])}
                value={chosen}
                onChange={setChosen}
              />
            </ScrollRegion>
          )}
          <RefusalNote sending={sending} />
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" asleep={asleep}>
            {busy ? 'Asking the server…' : 'Link trace'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
