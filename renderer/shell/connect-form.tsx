import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api, type Connection, type SignInOptions } from '../api.ts'
import { Button } from '../components/button.tsx'
import { TextField } from '../components/field.tsx'
import { sentenceOf } from '../problem.ts'
import { signInTo } from '../state/sign-in.ts'
import { ConnectDetails } from './connect-details.tsx'

type Props = { onCancel: () => void; onDone?: () => void }
type Found = { url: string; options: SignInOptions }

/** The address first: the server itself says what it is and how one signs in, and only then it is added. */
export function ConnectForm({ onCancel, onDone }: Props) {
  const [found, setFound] = useState<Found | null>(null)
  const [address, setAddress] = useState('')
  const probe = useMutation({
    mutationFn: async (url: string): Promise<Found> => ({ url, options: await api.probeConnection(url) }),
    onSuccess: setFound,
  })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = address.trim()
    // A name alone is meant to be reached safely.
    probe.mutate(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`)
  }

  /** Added without a key: the sign-in follows, in the browser. */
  function added(connection: Connection, issuer: string | null) {
    onDone?.()
    if (issuer !== null) signInTo(connection, { issuer })
  }

  if (found !== null)
    return <ConnectDetails {...found} onBack={() => setFound(null)} onAdded={added} onCancel={onCancel} />
  return (
    <form onSubmit={submit} className="flex max-w-120 flex-col gap-3.5" aria-label="Connect to your team" noValidate>
      <TextField
        name="url"
        type="url"
        label="Server address"
        placeholder="https://countersign.example.com"
        required
        autoFocus
        className="font-mono"
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        help="It is asked what it is before anything is kept."
        error={probe.isError ? sentenceOf(probe.error) : undefined}
      />
      <div className="flex gap-2">
        <Button
          type="submit"
          kind="primary"
          asleep={
            probe.isPending ? 'Asking the server' : address.trim() === '' ? 'Asleep until there is an address' : null
          }
        >
          {probe.isPending ? 'Asking the server…' : 'Continue'}
        </Button>
        <Button onClick={onCancel}>Back</Button>
      </div>
    </form>
  )
}
