import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import type { Surface } from '../../deploys-api.ts'
import { sentenceOf } from '../../problem.ts'
import { notify } from '../../state/toasts.ts'
import { SecretMark } from '../deploys/surfaces/drawer-facts.tsx'
import { usePutSurfaceSecret } from './use-surface-settings.ts'

/** Whether each is there and from where; a new one is sent once, and nobody reads it again. */
export function SurfaceSecrets({ surface, asleep }: { surface: Surface; asleep: string | null }) {
  return (
    <ul aria-label={`Secrets of ${surface.name}`} className="mt-2 flex flex-col gap-2">
      {surface.secrets.map((secret) => (
        <Secret key={secret.name} id={surface.id} secret={secret} asleep={asleep} />
      ))}
    </ul>
  )
}

type Props = { id: string; secret: Surface['secrets'][number]; asleep: string | null }

function Secret({ id, secret: { name, from }, asleep }: Props) {
  const [value, setValue] = useState('')
  const put = usePutSurfaceSecret()
  const why = asleep ?? (put.isPending ? 'Waiting for the server' : value === '' ? 'Asleep until it is typed' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (why !== null) return
    put.mutate(
      { id, name, value },
      {
        onSuccess() {
          setValue('')
          notify.done('The secret is kept', name)
        },
      },
    )
  }
  return (
    <li className="rounded-m border border-line bg-surface px-3 py-2">
      <span className="flex flex-wrap items-center gap-x-3">
        <span className="font-mono">{name}</span>
        <SecretMark from={from} />
      </span>
      <form onSubmit={submit} className="mt-1 flex flex-wrap items-end gap-2">
        <div className="w-72">
          <TextField
            name={`secret-${name}`}
            type="password"
            label={from === 'store' ? 'Another one in its place' : 'Keep it in the secret store'}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            disabled={asleep !== null}
            value={value}
            onChange={({ currentTarget }) => setValue(currentTarget.value)}
          />
        </div>
        <Button type="submit" asleep={why} className="h-8!">
          Keep it<span className="sr-only">: {name}</span>
        </Button>
      </form>
      {put.error !== null && (
        <div role="alert" className="mt-1">
          <Mark means="bad">{sentenceOf(put.error)}</Mark>
          <ProblemFacts error={put.error} />
        </div>
      )}
    </li>
  )
}
