import { type FormEvent, useState } from 'react'
import type { NewConnection } from '../api.ts'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { RadioCards } from '../components/radio-cards.tsx'
import { ProblemFacts } from '../components/states.tsx'
import { fieldMessages, sentenceOf } from '../problem.ts'
import { useAddConnection, useConnections } from '../state/connection.ts'
import { keptKeys } from './kept-keys.ts'

const environments = [
  ['production', 'Production', 'Real users. A red band across the window.'],
  ['staging', 'Staging', 'A rehearsal. An amber band.'],
  ['development', 'Development', 'Yours to break. A green band.'],
] as const

/** The server is asked before anything is kept: what is wrong is said beside the field that it is about. */
export function ConnectForm({ onCancel, onDone }: { onCancel: () => void; onDone?: () => void }) {
  const add = useAddConnection()
  const { data: connections } = useConnections()
  const [environment, setEnvironment] = useState<NewConnection['environment']>('production')
  const errors = fieldMessages(add.error)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const connection = { url: text('url'), name: text('name'), token: text('token'), environment }
    add.mutate(connection, { onSuccess: () => onDone?.() })
  }

  return (
    <form onSubmit={submit} className="flex max-w-120 flex-col gap-3.5" aria-label="Connect to your team">
      <TextField
        name="url"
        type="url"
        label="Server address"
        placeholder="https://countersign.example.com"
        required
        autoFocus
        className="font-mono"
        error={errors.url}
      />
      <TextField
        name="name"
        label="Name"
        placeholder="What your team calls it"
        required
        maxLength={60}
        error={errors.name}
      />
      <RadioCards legend="Environment" options={environments} value={environment} onChange={setEnvironment} />
      <TextField
        name="token"
        type="password"
        label="API key"
        placeholder="sk-at-…"
        required
        autoComplete="off"
        className="font-mono"
        help={
          <>
            {connections !== undefined && keptKeys[connections.keychain]} Whoever runs the server makes one with{' '}
            <code className="font-mono">keys create</code>.
          </>
        }
        error={errors.token}
      />
      {add.isError && Object.keys(errors).length === 0 && (
        <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
          {sentenceOf(add.error)}
          <ProblemFacts error={add.error} />
        </div>
      )}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" asleep={add.isPending ? 'Asking the server' : null}>
          {add.isPending ? 'Asking the server…' : 'Connect'}
        </Button>
        <Button onClick={onCancel}>Back</Button>
      </div>
    </form>
  )
}
