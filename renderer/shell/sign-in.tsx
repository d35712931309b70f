import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import type { FormEvent } from 'react'
import type { Connection } from '../api.ts'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { ApiProblem, sentenceOf } from '../problem.ts'
import { nameOf, signIn } from '../state/connection.ts'
import { Threshold } from './threshold.tsx'

/** A team's server in a browser: the key lives in this page's memory, and a reload forgets it. */
export function SignIn({ refusal }: { refusal: unknown }) {
  const attempt = useMutation({ mutationFn: signIn })
  const leadsTo = placeBehind(refusal)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    attempt.mutate(String(new FormData(event.currentTarget).get('token') ?? '').trim())
  }

  return (
    <Threshold>
      <div className="mx-auto flex min-h-full max-w-100 flex-col justify-center gap-4 p-8">
        <KeyRound size={22} aria-hidden className="text-faint" />
        <h1 className="text-xl font-semibold tracking-tight">Sign in to {location.host}</h1>
        {leadsTo !== undefined && <p className="text-muted">It leads to {leadsTo}.</p>}
        <form onSubmit={submit} className="flex flex-col gap-3">
          <TextField
            name="token"
            type="password"
            label="API key"
            placeholder="sk-at-…"
            required
            autoComplete="off"
            autoFocus
            className="font-mono"
            help="Kept in this page's memory only: closing or reloading the page forgets it."
            error={attempt.isError ? sentenceOf(attempt.error) : undefined}
          />
          <Button type="submit" kind="primary" asleep={attempt.isPending ? 'Asking the server' : null}>
            {attempt.isPending ? 'Asking the server…' : 'Sign in'}
          </Button>
        </form>
        {!attempt.isError && !isFirstArrival(refusal) && <p className="text-s text-faint">{sentenceOf(refusal)}</p>}
      </div>
    </Threshold>
  )
}

/** Whoever has not given a key yet is asked for one; what a program would be told says nothing to them. */
const isFirstArrival = (refusal: unknown): boolean =>
  refusal instanceof ApiProblem && refusal.code === 'credential_missing'

/** The server says with its refusal what it is for, so that nobody signs in to production by mistake. */
function placeBehind(refusal: unknown): string | undefined {
  const connection = refusal instanceof ApiProblem ? refusal.fields.connection : undefined
  return connection === undefined ? undefined : nameOf(connection as Connection)
}
