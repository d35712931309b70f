import { useState } from 'react'
import type { SignInAttempt } from '../api.ts'
import type { FreshSignIn, useFreshSignIn } from '../state/fresh-sign-in.ts'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import { Mark } from './mark.tsx'

type Props = ReturnType<typeof useFreshSignIn>

/** How one signs in from here, and how that goes. */
export function SignInWay({ state, way, address, begin, give, cancel }: Props) {
  if (way === 'token') return <ByToken state={state} give={give} />
  const underWay = state.kind === 'under_way'
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
      {/* One button all along, so that it keeps the focus. */}
      <Button onClick={underWay ? cancel : begin} asleep={way === null ? 'Asking how one signs in' : null}>
        {underWay ? 'Stop waiting' : 'Sign in again'}
      </Button>
      <div role="status" className="min-w-0 flex-1 text-s">
        {underWay && (way === 'window' ? <InWindow address={address} /> : <InBrowser attempt={state.attempt} />)}
        {state.kind === 'failed' && <Mark means="bad">{state.says}</Mark>}
      </div>
    </div>
  )
}

function InWindow({ address }: { address: string }) {
  return (
    <>
      Go on in the window that was opened; this waits for it. None there? <Link address={address}>Open it by hand</Link>
    </>
  )
}

function InBrowser({ attempt }: { attempt: SignInAttempt | null }) {
  if (attempt === null) return 'Opening the browser…'
  if (attempt.state === 'exchanging') return 'The browser came back. Asking the issuer who you are…'
  return (
    <>
      {attempt.opened ? 'Go on in your browser; this waits for it.' : 'No browser could be opened from here.'}
      {/* The desktop opens the system's browser by itself, and nothing else outside. */}
      {attempt.url !== null && window.desktop === undefined && (
        <>
          {' '}
          <Link address={attempt.url}>Open it by hand</Link>
        </>
      )}
    </>
  )
}

function Link({ address, children }: { address: string; children: string }) {
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="font-semibold text-accent underline">
      {children}
    </a>
  )
}

/** No form of its own: it may stand inside of one. */
function ByToken({ state, give }: { state: FreshSignIn; give: Props['give'] }) {
  const [token, setToken] = useState('')
  const asking = state.kind === 'under_way'
  const asleep = asking ? 'Asking the server' : token.trim() === '' ? 'Asleep until there is one' : null
  return (
    <div className="mt-2 flex flex-wrap items-end gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          name="fresh-token"
          type="password"
          label="A new API key or signed token"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            if (asleep === null) give(token.trim())
          }}
          error={state.kind === 'failed' ? state.says : undefined}
        />
      </div>
      <Button asleep={asleep} onClick={() => give(token.trim())}>
        {asking ? 'Asking the server…' : 'Sign in again'}
      </Button>
    </div>
  )
}
