import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Mark } from '../../components/mark.tsx'
import { ErrorState, ProblemFacts, Skeleton } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { notify } from '../../state/toasts.ts'
import { useForgeToken, usePutForgeToken, useRemoveForgeToken } from './use-surface-settings.ts'

/** One's own token at a forge: with it one dispatches, approves and rejects there under one's own name. */
export function ForgeTokenPart({ base }: { base: string }) {
  const { data: session } = useSession()
  const offline = useAsleep('Your token for GitHub')
  const { data, error, refetch } = useForgeToken(base)
  const put = usePutForgeToken(base)
  const remove = useRemoveForgeToken(base)
  const [token, setToken] = useState('')
  const denied =
    session !== undefined && !session.permissions['deploys.run']
      ? 'This needs the permission deploys.run, which your roles do not carry.'
      : null
  const busy = put.isPending || remove.isPending ? 'Waiting for the server' : null
  const asleep = denied ?? offline ?? busy
  const why = asleep ?? (token.trim() === '' ? 'Asleep until it is typed' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (why !== null) return
    put.mutate(token.trim(), {
      onSuccess() {
        setToken('')
        notify.done('Your token is kept', base)
      },
    })
  }
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-3 w-40" />
    ) : (
      <ErrorState what="Your token" error={error} onRetry={() => void refetch()} />
    )
  const refused = put.error ?? remove.error
  return (
    <li className="border-b border-line px-3 py-2.5 last:border-b-0">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-40 flex-1 font-mono break-all">{base}</span>
        {data.present ? (
          <Mark means="ok">
            {data.login === null ? 'there' : `yours: ${data.login}`}
            {data.from === 'environment' && ', from the environment'}
          </Mark>
        ) : (
          <Mark means="neutral">none is kept</Mark>
        )}
        {data.checked_at !== null && (
          <span className="text-s text-muted">
            asked <Time at={data.checked_at} show="relative" />
          </span>
        )}
      </span>
      <form onSubmit={submit} className="mt-1.5 flex flex-wrap items-end gap-2">
        <div className="w-72">
          <TextField
            name={`token-${base}`}
            type="password"
            label={data.present ? 'Another one in its place' : 'Your own token'}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            disabled={denied !== null || offline !== null}
            value={token}
            onChange={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </div>
        <Button type="submit" asleep={why} className="h-8!">
          Keep it<span className="sr-only">: your token for {base}</span>
        </Button>
        <Button
          type="button"
          className="h-8!"
          asleep={asleep ?? (data.from === 'store' ? null : 'None is kept here')}
          onClick={() => remove.mutate(undefined, { onSuccess: () => notify.done('Your token is forgotten', base) })}
        >
          Forget it<span className="sr-only">: your token for {base}</span>
        </Button>
      </form>
      {refused !== null && (
        <div role="alert" className="mt-1">
          <Mark means="bad">{sentenceOf(refused)}</Mark>
          <ProblemFacts error={refused} />
        </div>
      )}
    </li>
  )
}
