import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Connection, NewConnection, SignInOptions } from '../api.ts'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { ProblemFacts } from '../components/states.tsx'
import { fieldMessages, sentenceOf } from '../problem.ts'
import { useAddConnection, useConnections } from '../state/connection.ts'
import { environmentWords } from '../state/environments.ts'
import { EnvironmentChoice } from './environment-choice.tsx'
import { clearToken, firstWay, hostOf, ownToken, Ways } from './ways.tsx'

type Props = {
  url: string
  options: SignInOptions
  onBack: () => void
  onCancel: () => void
  /** `issuer`: by whom to sign in now; null where a key was given. */
  onAdded: (connection: Connection, issuer: string | null) => void
}

/** What the server says of itself, how it is to be called here, and how one signs in. */
export function ConnectDetails({ url, options, onBack, onCancel, onAdded }: Props) {
  const add = useAddConnection()
  const { data: connections } = useConnections()
  const form = useRef<HTMLFormElement>(null)
  const said = options.environment === 'sample' ? 'development' : options.environment
  const [environment, setEnvironment] = useState<NewConnection['environment']>(said)
  const [way, setWay] = useState(() => firstWay(options))
  const errors = fieldMessages(add.error)
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const issuer = options.issuers.find((each) => each.issuer === way)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const token = way === ownToken ? { token: text('token') } : {}
    add
      .mutateAsync({ url, name: text('name'), environment, ...token })
      // Whoever asked may be gone by then: a first start ends with the first connection.
      .then(
        ({ current }) => onAdded(current, issuer?.issuer ?? null),
        () => clearToken(form.current),
      )
  }

  return (
    <form ref={form} onSubmit={submit} className="flex max-w-120 flex-col gap-3.5" aria-label="Connect to your team">
      <div className="flex items-center gap-3 rounded-m border border-line-strong bg-surface px-3 py-2">
        <p role="status" className="min-w-0 flex-1">
          <b>{options.name}</b> answers, and says it is {environmentWords[options.environment].toLowerCase()}.
          <span className="block font-mono text-s break-all text-muted">
            {hostOf(url)} · Countersign {options.version}
          </span>
        </p>
        <Button onClick={onBack}>Another address</Button>
      </div>
      <TextField
        name="name"
        label="Name"
        placeholder="What your team calls it"
        required
        autoFocus
        maxLength={60}
        defaultValue={options.name}
        error={errors.name}
      />
      <EnvironmentChoice value={environment} said={said} onChange={setEnvironment} />
      <Ways
        options={options}
        way={way}
        onWay={setWay}
        keychain={connections?.keychain ?? 'none'}
        tokenError={errors.token}
      />
      {add.isError && errors.token === undefined && errors.name === undefined && (
        <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
          {sentenceOf(add.error)}
          <ProblemFacts error={add.error} />
        </div>
      )}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" asleep={add.isPending ? 'Asking the server' : null}>
          {add.isPending ? 'Asking the server…' : issuer === undefined ? 'Connect' : `Sign in with ${issuer.name}`}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  )
}
