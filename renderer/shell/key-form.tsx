import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { sentenceOf } from '../problem.ts'
import { signIn } from '../state/connection.ts'

/** A key lives in this page's memory, and a reload forgets it. */
export function KeyForm({ isOtherWay }: { isOtherWay: boolean }) {
  const attempt = useMutation({ mutationFn: signIn })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    attempt.mutate(String(new FormData(event.currentTarget).get('token') ?? '').trim())
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextField
        name="token"
        type="password"
        label="API key"
        placeholder="sk-at-…"
        required
        autoComplete="off"
        autoFocus={!isOtherWay}
        className="font-mono"
        help="Kept in this page's memory only: closing or reloading the page forgets it."
        error={attempt.isError ? sentenceOf(attempt.error) : undefined}
      />
      <Button
        type="submit"
        kind={isOtherWay ? 'plain' : 'primary'}
        asleep={attempt.isPending ? 'Asking the server' : null}
      >
        {attempt.isPending ? 'Asking the server…' : isOtherWay ? 'Sign in with the key' : 'Sign in'}
      </Button>
    </form>
  )
}
