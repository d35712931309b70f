import { Checkbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { type WebhookEvent, webhookEvents } from '../../../shared/domain/webhook.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { fieldMessages, sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { eventWords } from './webhook-words.ts'

type Wanted = { url: string; description: string; events: WebhookEvent[] }
type Props = {
  title: string
  does: string
  before: Wanted
  error: unknown
  busy: boolean
  onSubmit: (wanted: Wanted) => void
  onCancel: () => void
}

/** Where it leads and what it is told. What the server refuses is said beside the field that it is about. */
export function WebhookForm({ title, does, before, error, busy, onSubmit, onCancel }: Props) {
  const [events, setEvents] = useState<readonly WebhookEvent[]>(before.events)
  const asleep = useAsleep(does)
  const refused = fieldMessages(error)
  const known = refused.url !== undefined || refused.description !== undefined || refused.events !== undefined

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    onSubmit({ url: text('url'), description: text('description'), events: [...events] })
  }

  return (
    <form onSubmit={submit} className="flex max-w-140 flex-col gap-3.5" aria-label={title}>
      <TextField
        name="url"
        type="url"
        label="Address"
        placeholder="https://runner.example.com/countersign"
        required
        autoFocus
        defaultValue={before.url}
        className="font-mono"
        help="https; plain http only into private networks, where whoever runs the server allows those."
        error={refused.url}
      />
      <TextField
        name="description"
        label="What it is for"
        maxLength={200}
        defaultValue={before.description}
        error={refused.description}
      />
      <EventChoice events={events} onChange={setEvents} error={refused.events} />
      {error !== null && !known && (
        <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
          {sentenceOf(error)}
          <ProblemFacts error={error} />
        </div>
      )}
      <div className="flex gap-2">
        <Button
          type="submit"
          kind="primary"
          asleep={asleep ?? (busy ? 'Asking the server' : events.length === 0 ? 'Choose at least one event' : null)}
        >
          {busy ? 'Asking the server…' : does}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  )
}

type ChoiceProps = {
  events: readonly WebhookEvent[]
  onChange: (events: readonly WebhookEvent[]) => void
  error: string | undefined
}

function EventChoice({ events, onChange, error }: ChoiceProps) {
  const id = useId()
  const toggle = (event: WebhookEvent, on: boolean) =>
    onChange(webhookEvents.filter((each) => (each === event ? on : events.includes(each))))
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={error === undefined ? undefined : id}>
      <legend className="mb-1 text-s text-muted">What it is told</legend>
      <div className="flex flex-col gap-px overflow-hidden rounded-m border border-line-strong bg-line">
        {webhookEvents.map((event) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: Checkbox.Root renders the control
          <label
            key={event}
            className="flex cursor-pointer items-center gap-3 bg-bg px-3 py-2 has-data-checked:bg-accent-bg"
          >
            <Checkbox.Root
              checked={events.includes(event)}
              onCheckedChange={(on) => toggle(event, on)}
              className="grid size-4 shrink-0 place-items-center rounded-s border border-line-strong data-checked:border-accent data-checked:bg-accent"
            >
              <Checkbox.Indicator>
                <Check size={12} aria-hidden className="text-on-accent" />
              </Checkbox.Indicator>
            </Checkbox.Root>
            <span>
              <span className="font-mono text-s">{event}</span>{' '}
              <span className="ml-1 text-s text-muted">{eventWords[event]}</span>
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && (
        <span id={id} className="text-s text-bad">
          {error}
        </span>
      )}
    </fieldset>
  )
}
