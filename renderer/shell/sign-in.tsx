import { useQuery } from '@tanstack/react-query'
import { KeyRound, LogIn } from 'lucide-react'
import { api, type Connection } from '../api.ts'
import { buttonLook } from '../components/button.tsx'
import { Mark } from '../components/mark.tsx'
import { Skeleton } from '../components/states.tsx'
import { ApiProblem, sentenceOf } from '../problem.ts'
import { nameOf } from '../state/connection.ts'
import { KeyForm } from './key-form.tsx'
import { Threshold } from './threshold.tsx'

/** A team's server in a browser: an issuer says who one is, or a key does. */
export function SignIn({ refusal }: { refusal: unknown }) {
  const options = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => api.signInOptions(signal),
    staleTime: 0,
  })
  const leadsTo = placeBehind(refusal)
  const issuers = options.data?.issuers.filter(({ web }) => web) ?? []

  return (
    <Threshold>
      <div className="mx-auto flex min-h-full max-w-100 flex-col justify-center gap-4 p-8">
        <KeyRound size={22} aria-hidden className="text-faint" />
        <h1 className="text-xl font-semibold tracking-tight">Sign in to {location.host}</h1>
        {leadsTo !== undefined && <p className="text-muted">It leads to {leadsTo}.</p>}
        {!isFirstArrival(refusal) && (
          <p role="status">
            <Mark means="warn">{sentenceOf(refusal)}</Mark>
          </p>
        )}
        {/* What takes the focus must not move once it has it. */}
        {options.isPending ? (
          <Skeleton className="h-24" />
        ) : (
          <>
            <Issuers issuers={issuers} />
            <KeyForm isOtherWay={issuers.length > 0} />
          </>
        )}
      </div>
    </Threshold>
  )
}

/** The one thing to do here: as with a field, the first way has the focus. React gives links no `autoFocus`. */
const focus = (link: HTMLAnchorElement | null) => link?.focus()

/** Links, because the whole window goes there: what the issuer says never comes to this page. */
function Issuers({ issuers }: { issuers: readonly { issuer: string; name: string }[] }) {
  if (issuers.length === 0) return null
  return (
    <>
      <div className="flex flex-col gap-2">
        {issuers.map(({ issuer, name }, index) => (
          <a
            key={issuer}
            href={`/sign-in/start?${new URLSearchParams({ issuer, return_to: location.hash || '#/' })}`}
            className={`${buttonLook(index === 0 ? 'primary' : 'plain')} h-9`}
            ref={index === 0 ? focus : null}
          >
            <LogIn size={15} aria-hidden />
            Sign in with {name}
          </a>
        ))}
      </div>
      <p className="flex items-center gap-3 text-s text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
    </>
  )
}

/** Whoever has not signed in yet is asked to; what a program would be told says nothing to them. */
const isFirstArrival = (refusal: unknown): boolean =>
  refusal instanceof ApiProblem && refusal.code === 'credential_missing'

/** The server says with its refusal what it is for, so that nobody signs in to production by mistake. */
function placeBehind(refusal: unknown): string | undefined {
  const connection = refusal instanceof ApiProblem ? refusal.fields.connection : undefined
  return connection === undefined ? undefined : nameOf(connection as Connection)
}
