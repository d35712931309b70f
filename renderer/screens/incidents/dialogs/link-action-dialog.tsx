import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type ActionDetail, api } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'
import { SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { sentenceOf } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { nounOf } from '../../queue/dialogs/action-words.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { SeverityMark } from '../marks.tsx'
import { refreshIncidents } from '../use-incidents.ts'

/** More are open nowhere; where they are, the newest are meant. */
const offered = 100

type Props = { action: ActionDetail; onClose: () => void; onOpenNew: () => void }

/** Links an action to one of the incidents that are open. */
export function LinkActionDialog({ action, onClose, onOpenNew }: Props) {
  const [chosen, setChosen] = useState<string | null>(null)
  const offline = useAsleep('Link to an incident')
  const { data, error } = useQuery({
    queryKey: ['incidents', 'choices'],
    queryFn: ({ signal }) => api.incidents({ status: ['open'], limit: offered }, signal),
    staleTime: 0,
  })
  const { sending, start, busy } = useSending({
    what: `Link the ${nounOf(action)}`,
    send: ({ incident }: { incident: string }, key) =>
      api.linkIncident(incident, { kind: 'action', ref: action.id }, key),
    onDone({ title }, shown) {
      void refreshIncidents()
      if (shown) onClose()
      notify.done(`Linked the ${nounOf(action)}`, title)
    },
  })
  const asleep = offline ?? (busy ? 'Waiting for the server' : chosen === null ? 'Asleep until one is chosen' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep === null && chosen !== null) void start({ incident: chosen })
  }
  const isLinked = (id: string) => action.incidents.some((incident) => incident.id === id)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Link the ${nounOf(action)}`} width="max-w-150">
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3 px-5 pt-2 pb-4">
          <p className="text-muted">
            What happens to it is part of the incident’s timeline from then on. A link stays: it cannot be taken back.
          </p>
          <div className="max-h-60 min-h-24 overflow-y-auto rounded-m border border-line-strong bg-bg">
            {data === undefined && error === null && <SkeletonRows rows={3} what="incidents" />}
            {error !== null && (
              <p role="alert" className="p-3 text-bad">
                The incidents could not be read. {sentenceOf(error)}
              </p>
            )}
            {data?.items.length === 0 && (
              <p role="status" className="p-3 text-muted">
                No incident is open.
              </p>
            )}
            <RadioGroup aria-label="Open incidents" value={chosen} onValueChange={setChosen}>
              {data?.items.map(({ id, severity, title, opened_at }) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the control
                <label
                  key={id}
                  className={`flex items-center gap-3 border-b border-line px-3 py-2 last:border-b-0 ${isLinked(id) ? 'cursor-not-allowed' : 'cursor-pointer hover:bg-hover has-data-checked:bg-accent-bg'}`}
                >
                  <Radio.Root
                    value={id}
                    disabled={isLinked(id)}
                    className="grid size-4 shrink-0 place-items-center rounded-full border border-line-strong data-checked:border-accent data-disabled:opacity-55"
                  >
                    <Radio.Indicator className="size-2 rounded-full bg-accent" />
                  </Radio.Root>
                  <SeverityMark severity={severity} />
                  <span className="min-w-0 flex-1 truncate" title={title}>
                    {title}
                  </span>
                  <span className="shrink-0 text-s text-muted">
                    {isLinked(id) ? 'linked already' : <Time at={opened_at} show="relative" />}
                  </span>
                </label>
              ))}
            </RadioGroup>
          </div>
          <RefusalNote sending={sending} />
        </div>
        <DialogActions>
          <Button className="mr-auto" onClick={onOpenNew}>
            Open a new one for it…
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" asleep={asleep}>
            {busy ? 'Asking the server…' : 'Link action'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
