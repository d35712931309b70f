import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SignInState } from '../api.ts'
import { sentenceOf } from '../problem.ts'
import type { SignIn } from '../state/sign-in.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Countdown } from './countdown.tsx'
import { Kbd } from './kbd.tsx'
import { Mark } from './mark.tsx'
import { ProblemFacts } from './states.tsx'

type Props = {
  signIn: SignIn
  /** As whom, once the console knows. */
  who: SignInState['who']
  onCancel: () => void
  onAgain: () => void
  onClose: () => void
}

/** A sign-in that goes on in the system's browser: what to do there, how long it waits, and what became of it. */
export function SignInAttempt(props: Props) {
  const { signIn, onAgain, onClose } = props
  switch (signIn.kind) {
    case 'starting':
      return (
        <Said actions={<Cancel {...props} />}>
          <p role="status">Asking the server how to sign in…</p>
        </Said>
      )
    case 'under_way':
      return <UnderWay {...props} attempt={signIn.attempt} since={signIn.since} />
    case 'over':
      return signIn.attempt.state === 'signed_in' ? (
        <SignedIn {...props} />
      ) : (
        <Said actions={<Again onAgain={onAgain} onClose={onClose} />}>
          <div role="alert">
            <Mark means={signIn.attempt.state === 'cancelled' ? 'neutral' : 'bad'}>
              {signIn.attempt.state === 'cancelled' ? 'Cancelled: nobody was signed in' : 'Nobody was signed in'}
            </Mark>
            {signIn.attempt.problem !== null && <p className="mt-1">{signIn.attempt.problem.detail}</p>}
          </div>
        </Said>
      )
    case 'refused':
      return (
        <Said actions={<Again onAgain={onAgain} onClose={onClose} />}>
          <div role="alert">
            <Mark means="bad">Nobody was signed in</Mark>
            <p className="mt-1">{sentenceOf(signIn.error)}</p>
            <ProblemFacts error={signIn.error} />
          </div>
        </Said>
      )
    default:
      return signIn satisfies never
  }
}

type UnderWayProps = Props & { attempt: Extract<SignIn, { kind: 'under_way' }>['attempt']; since: string }

function UnderWay({ attempt: { state, url, opened, expires_at }, since, ...props }: UnderWayProps) {
  if (state === 'exchanging')
    return (
      <Said actions={<Cancel {...props} />}>
        <p role="status">The browser came back. Asking the issuer who you are…</p>
      </Said>
    )
  const link = url !== null && <ByHand url={url} first={!opened} />
  return (
    <Said actions={<Cancel {...props} />}>
      {!opened && link}
      <div role="status">
        {opened ? (
          <>
            <p className="font-semibold">Continue in your browser.</p>
            <p className="text-muted">
              A page of the issuer was opened there. This goes on by itself when you are done.
            </p>
          </>
        ) : (
          <p className="text-muted">This goes on by itself when you are done there.</p>
        )}
      </div>
      <p className="text-s text-muted">
        It waits for <Countdown from={since} until={expires_at} /> more.
      </p>
      {opened && link}
    </Said>
  )
}

/** The way that is left where no browser could be opened, or the wrong one was. */
function ByHand({ url, first }: { url: string; first: boolean }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className={first ? 'font-semibold' : 'text-s text-muted'}>
        {first
          ? 'No browser could be opened from here: open this address in one on this machine.'
          : 'Nothing there, or the wrong browser? Open this address by hand, on this machine.'}
      </p>
      <div className="flex items-center gap-2">
        <code
          data-testid="sign-in-address"
          className="min-w-0 flex-1 truncate rounded-m border border-line bg-bg px-2 py-1 font-mono text-s text-muted"
          title={url}
        >
          {url}
        </code>
        <CopyButton text={url} what="the address" words="Copy the address" />
        {/* The desktop opens the system's browser by itself, and nothing else outside. */}
        {window.desktop === undefined && (
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            className="inline-flex items-center gap-1 text-s font-semibold text-accent underline"
          >
            Open it <ExternalLink size={13} aria-hidden />
          </a>
        )}
      </div>
    </div>
  )
}

function SignedIn({ who, onClose }: Props) {
  return (
    <Said
      actions={
        <Button kind="primary" autoFocus onClick={onClose}>
          Go on
        </Button>
      }
    >
      <div role="status">
        <Mark means="ok">Signed in{who !== null && ` as ${who.name}`}</Mark>
        {who !== null && (
          <p className="mt-1 text-s break-words text-muted">
            {who.email !== null && `${who.email}, `}verified by <span className="font-mono">{who.issuer}</span>
          </p>
        )}
      </div>
    </Said>
  )
}

const Cancel = ({ onCancel }: Pick<Props, 'onCancel'>) => (
  <Button onClick={onCancel}>
    Cancel <Kbd keys="Escape" />
  </Button>
)

const Again = ({ onAgain, onClose }: Pick<Props, 'onAgain' | 'onClose'>) => (
  <>
    <Button onClick={onClose}>
      Close <Kbd keys="Escape" />
    </Button>
    <Button kind="primary" autoFocus onClick={onAgain}>
      Try again
    </Button>
  </>
)

function Said({ children, actions }: { children: ReactNode; actions: ReactNode }) {
  return (
    <>
      <div className="flex flex-col gap-3 px-5 pt-2 pb-4">{children}</div>
      <div className="flex justify-end gap-2 border-t border-line px-5 py-3.5">{actions}</div>
    </>
  )
}
