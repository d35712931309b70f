import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { api, type Connection, type SignInOptions } from '../api.ts'
import { Button } from '../components/button.tsx'
import { DialogActions } from '../components/dialog.tsx'
import { Kbd } from '../components/kbd.tsx'
import { ProblemFacts, SkeletonRows } from '../components/states.tsx'
import { fieldMessages, sentenceOf } from '../problem.ts'
import { useConnections, useReplaceToken } from '../state/connection.ts'
import { closeSignIn, signInTo } from '../state/sign-in.ts'
import { notify } from '../state/toasts.ts'
import { clearToken, firstWay, ownToken, Ways } from './ways.tsx'

type Props = { connection: Connection; offer: 'issuer' | 'token' }

/** Asks the server how one signs in to it, and then the person. */
export function SignInWays({ connection, offer }: Props) {
  const url = connection.url ?? ''
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['sign-in-options', url],
    queryFn: ({ signal }) => api.probeConnection(url, signal),
    // Nobody is signed in yet: that is why it is asked.
    enabled: true,
    staleTime: 0,
  })
  if (data !== undefined) return <Form connection={connection} options={data} offer={offer} />
  return (
    <>
      <div className="px-5 pt-2 pb-4">
        {error === null ? (
          <SkeletonRows what="how one signs in" rows={2} />
        ) : (
          <div role="alert">
            <p>{sentenceOf(error)}</p>
            <ProblemFacts error={error} />
          </div>
        )}
      </div>
      <DialogActions>
        <Close />
        {error !== null && (
          <Button
            kind="primary"
            autoFocus
            asleep={isFetching ? 'Asking the server' : null}
            onClick={() => void refetch()}
          >
            Try again
          </Button>
        )}
      </DialogActions>
    </>
  )
}

function Form({ connection, options, offer }: Props & { options: SignInOptions }) {
  const replace = useReplaceToken()
  const { data: connections } = useConnections()
  const form = useRef<HTMLFormElement>(null)
  const [way, setWay] = useState(() => (offer === 'token' ? ownToken : firstWay(options)))
  const issuer = options.issuers.find((each) => each.issuer === way)
  const { token: refused } = fieldMessages(replace.error)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (issuer !== undefined) return signInTo(connection, { issuer: issuer.issuer })
    const token = String(new FormData(event.currentTarget).get('token') ?? '').trim()
    replace.mutateAsync({ id: connection.id, token }).then(
      () => {
        closeSignIn()
        notify.done(`Signed in to ${connection.name}`)
      },
      () => clearToken(form.current),
    )
  }

  return (
    <form ref={form} onSubmit={submit} aria-label="How to sign in">
      <div className="flex flex-col gap-3 px-5 pt-3 pb-4">
        <Ways
          options={options}
          way={way}
          onWay={setWay}
          keychain={connections?.keychain ?? 'none'}
          tokenError={replace.isError ? (refused ?? sentenceOf(replace.error)) : undefined}
        />
      </div>
      <DialogActions>
        <Close />
        <Button type="submit" kind="primary" asleep={replace.isPending ? 'Asking the server' : null}>
          {replace.isPending ? 'Asking the server…' : issuer === undefined ? 'Sign in' : `Sign in with ${issuer.name}`}
        </Button>
      </DialogActions>
    </form>
  )
}

const Close = () => (
  <Button onClick={closeSignIn}>
    Cancel <Kbd keys="Escape" />
  </Button>
)
