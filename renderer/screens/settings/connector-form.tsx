import { Checkbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type ConnectorKind, connectorNeeds } from '../../../shared/domain/connector.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { RadioCards } from '../../components/radio-cards.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import type { Connector } from '../../drills-api.ts'
import { fieldMessages, sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { usePutConnector } from '../../state/notification-connectors.ts'
import { kindsToChoose, kindWords } from './connector-words.ts'

type Props = {
  before: Connector | null
  taken: readonly string[]
  onCancel: () => void
  onSaved: (saved: Connector) => void
}

const known = ['name', 'kind', 'description', 'url', 'secret']

/** A connector of some kind. What is secret in it is typed, sent, and never seen again; left empty, it stays as it is. */
export function ConnectorForm({ before, taken, onCancel, onSaved }: Props) {
  const [name, setName] = useState(before?.name ?? '')
  const [kind, setKind] = useState<ConnectorKind>(before?.kind ?? 'slack')
  const [description, setDescription] = useState(before?.description ?? '')
  const [enabled, setEnabled] = useState(before?.enabled ?? true)
  const [url, setUrl] = useState('')
  const [secret, setSecret] = useState('')
  const { data: session } = useSession()
  const does = before === null ? 'Add the connector' : 'Save the connector'
  const offline = useAsleep(does)
  const put = usePutConnector()
  const errors = fieldMessages(put.error)
  const needs = connectorNeeds[kind]
  // Of another kind nothing that is kept is of use.
  const isKept = before !== null && before.kind === kind && before.ready
  const missing =
    name.trim() === ''
      ? 'Asleep until it has a name'
      : before === null && taken.includes(name.trim())
        ? 'There is a connector of this name: edit that one'
        : !isKept && needs.includes('url') && url.trim() === ''
          ? 'Asleep until it has an address'
          : !isKept && needs.includes('secret') && secret.trim() === ''
            ? 'Asleep until it has its secret'
            : null
  const asleep = offline ?? (put.isPending ? 'Waiting for the server' : missing)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep !== null) return
    const given = {
      ...(needs.includes('url') && url.trim() !== '' ? { url: url.trim() } : {}),
      ...(needs.includes('secret') && secret.trim() !== '' ? { secret: secret.trim() } : {}),
    }
    put.mutate({ name: name.trim(), kind, description: description.trim(), enabled, ...given }, { onSuccess: onSaved })
  }
  const kept = isKept ? 'Kept as it is, and not shown. Type another one to replace it.' : undefined
  return (
    <form onSubmit={submit} aria-label={does} className="flex max-w-140 flex-col gap-3.5">
      <h3 className="font-semibold">{before === null ? 'New connector' : `Edit ${before.name}`}</h3>
      {before === null && (
        <TextField
          name="name"
          label="Name: what schedules call their provider"
          placeholder="slack"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={50}
          className="font-mono"
          value={name}
          error={errors.name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
      )}
      <RadioCards
        legend="Kind"
        options={kindsToChoose(session?.authentication_mode === 'sample').map((each) => [
          each,
          kindWords[each].name,
          kindWords[each].says,
        ])}
        value={kind}
        onChange={setKind}
      />
      {needs.includes('url') && (
        <TextField
          name="url"
          type="password"
          label="Address, which is a secret"
          placeholder={isKept ? '•••••••• kept as it is' : kindWords[kind].url}
          autoFocus={before !== null}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={url}
          error={errors.url}
          help={kept ?? 'https; it is sent once, and never shown again.'}
          onChange={({ currentTarget: { value } }) => setUrl(value)}
        />
      )}
      {needs.includes('secret') && (
        <TextField
          name="secret"
          type="password"
          label={kindWords[kind].secret ?? 'Secret'}
          placeholder={isKept ? '•••••••• kept as it is' : undefined}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={secret}
          error={errors.secret}
          help={kept ?? 'It is sent once, and never shown again.'}
          onChange={({ currentTarget: { value } }) => setSecret(value)}
        />
      )}
      <TextField
        name="description"
        label="What it is for (never a secret)"
        autoComplete="off"
        maxLength={200}
        value={description}
        error={errors.description}
        onChange={({ currentTarget: { value } }) => setDescription(value)}
      />
      {/* biome-ignore lint/a11y/noLabelWithoutControl: Checkbox.Root renders the control */}
      <label className="flex cursor-pointer items-center gap-3">
        <Checkbox.Root
          checked={enabled}
          onCheckedChange={setEnabled}
          className="grid size-4 shrink-0 place-items-center rounded-s border border-line-strong data-checked:border-accent data-checked:bg-accent"
        >
          <Checkbox.Indicator>
            <Check size={12} aria-hidden className="text-on-accent" />
          </Checkbox.Indicator>
        </Checkbox.Root>
        <span>
          On <span className="ml-1 text-s text-muted">off, what is sent to it fails and says so</span>
        </span>
      </label>
      {put.error !== null && !known.some((field) => errors[field] !== undefined) && (
        <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
          {sentenceOf(put.error)}
          <ProblemFacts error={put.error} />
        </div>
      )}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" asleep={asleep}>
          {put.isPending ? 'Asking the server…' : does}
        </Button>
        <Button type="button" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
