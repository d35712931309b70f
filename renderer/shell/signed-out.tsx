import { KeyRound } from 'lucide-react'
import { Button } from '../components/button.tsx'
import { Placeholder } from '../components/states.tsx'
import { Time } from '../components/time.tsx'
import { useSleepers } from '../state/asleep.ts'
import { nameOf } from '../state/connection.ts'
import { useLive } from '../state/live.ts'
import { showOverlay } from '../state/overlays.ts'
import { askForToken, signInTo } from '../state/sign-in.ts'
import { lossOf, type SignedOut } from '../state/signed-out.ts'

/** Nothing is known of this connection yet, and nothing can be until somebody signs in. */
export function SignedOutPlace({ lost }: { lost: SignedOut }) {
  const { connection, expired, says, waits } = lost
  return (
    <Placeholder
      wholePage
      icon={KeyRound}
      title={lossOf(lost)}
      actions={
        <>
          <Button kind="primary" autoFocus onClick={() => signInTo(connection)}>
            {expired ? 'Sign in again' : 'Sign in'}
          </Button>
          {connection.kind === 'server' && <Button onClick={() => askForToken(connection)}>API key or token…</Button>}
          <Button onClick={() => showOverlay('connections')}>Another connection…</Button>
        </>
      }
    >
      {says !== null && <p>{says}</p>}
      <p className="mt-1">
        You are at <b className="text-ink">{nameOf(connection)}</b>. Nothing is shown of it, and nothing is sent to it,
        {waits ? 'until that is possible again, by itself, or you have signed in.' : 'until you have signed in.'}
      </p>
    </Placeholder>
  )
}

/** The sign-in ended while one was working: what was known stays readable, and everything is where it was afterwards. */
export function SignedOutBanner({ lost }: { lost: SignedOut }) {
  const { connection, expired, says, waits } = lost
  const heardAt = useLive((live) => live.heardAt)
  const names = useSleepers((state) => state.names)
  const asleep = [...new Set(names)]
  return (
    <div className="flex shrink-0 items-center gap-3 border-b border-warn/40 bg-warn-bg px-4 py-2 text-s leading-snug">
      <KeyRound size={16} aria-hidden className="shrink-0 text-warn" />
      <p role="alert" className="min-w-0 flex-1">
        <b>{lossOf(lost)}.</b> {says}{' '}
        {heardAt !== null && (
          <>
            What you see is what it said at <Time at={heardAt} show="clock" />, and stays readable; what you have
            written stays too.
          </>
        )}{' '}
        {asleep.length > 0 && (
          <>
            Asleep until {waits ? 'it can be' : 'you have signed in'}: {asleep.join(', ')}.
          </>
        )}
      </p>
      {connection.kind === 'server' && <Button onClick={() => askForToken(connection)}>API key or token…</Button>}
      <Button kind="primary" onClick={() => signInTo(connection)}>
        {expired ? 'Sign in again' : 'Sign in'}
      </Button>
    </div>
  )
}
