import type { ReactNode } from 'react'
import type { Connection, SignInState } from '../../api.ts'
import { Mark } from '../../components/mark.tsx'
import { Time } from '../../components/time.tsx'
import { waitsForIssuer } from '../../state/signed-out.ts'

/** How one is signed in there: as whom, by whom, until when; or why no longer. */
export function SignedInAs({ connection: { kind, sign_in } }: { connection: Connection }) {
  if (kind === 'local' && (sign_in === null || sign_in.state === 'signed_out'))
    return (
      <p className="col-span-2 text-s text-muted">You act as the user of this computer, unverified. {sign_in?.why}</p>
    )
  return sign_in === null ? null : <State signIn={sign_in} />
}

const methods: Record<SignInState['method'], string> = {
  none: 'Signed in',
  api_key: 'Signed in with an API key',
  token: 'Signed in with a pasted token',
  oidc: 'Signed in',
}

function State({ signIn }: { signIn: SignInState }) {
  const { state, method, who, expires_at, why } = signIn
  const away = waitsForIssuer(signIn)
  const until = expires_at !== null && <Time at={expires_at} show="both" />
  switch (state) {
    case 'signed_in':
      return (
        <Line mark={<Mark means="ok">{methods[method]}</Mark>}>
          {who !== null && <Who who={who} method={method} />}
          {until !== false && <>, until {until}</>}
          {/* Signed in, and something about it is worth knowing. */}
          {why !== null && `. ${why}`}
        </Line>
      )
    case 'expired':
      return (
        <Line mark={<Mark means="warn">{away ? 'It cannot be renewed just now' : 'The sign-in has ended'}</Mark>}>
          {until !== false && <>at {until}. </>}
          {who !== null && (
            <>
              {away ? 'You are' : 'It was'} <b className="font-semibold text-ink">{who.name}</b>.{' '}
            </>
          )}
          {why}
        </Line>
      )
    case 'signed_out':
      return <Line mark={<Mark means="neutral">Signed out</Mark>}>{why}</Line>
    default:
      return state satisfies never
  }
}

function Line({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <p className="col-span-2 flex items-start gap-1.5 text-s text-muted">
      <span className="shrink-0">{mark}</span> <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}

function Who({ who, method }: { who: NonNullable<SignInState['who']>; method: SignInState['method'] }) {
  return (
    <>
      as <b className="font-semibold text-ink">{who.name}</b>
      {who.email !== null && ` · ${who.email}`}
      {method !== 'api_key' && (
        <>
          {' '}
          by <span className="font-mono">{who.issuer}</span>
        </>
      )}
    </>
  )
}
