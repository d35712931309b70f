import type { Connection } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Mark } from '../../components/mark.tsx'
import { EnvironmentPill } from '../../shell/environment-pill.tsx'
import { useSelectConnection } from '../../state/connection.ts'
import { signInTo } from '../../state/sign-in.ts'
import { ConnectionActions } from './connection-actions.tsx'
import { SignedInAs } from './signed-in-as.tsx'

const kinds: Record<Connection['kind'], string> = {
  sample: 'Made-up data; nothing real is touched',
  local: 'A file on this machine',
  server: "A team's server",
}

type Props = { connection: Connection; current: boolean; alone?: boolean }

export function ConnectionRow({ connection, current, alone = false }: Props) {
  const { kind, name, url, environment } = connection
  const select = useSelectConnection()
  return (
    <li
      aria-label={name}
      data-env={environment}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1.5 border-b border-line px-3 py-2.5 last:border-b-0"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <EnvironmentPill connection={connection} />
        {current && !alone && <Mark means="ok">in use</Mark>}
        <span className="min-w-0 text-s text-muted">
          {url === null ? kinds[kind] : <span className="font-mono break-all">{url}</span>}
        </span>
      </div>
      <div className="flex min-h-7 flex-wrap items-center justify-end gap-2 self-start">
        {!current && (
          <Button asleep={select.isPending ? 'Switching' : null} onClick={() => select.mutate(connection)}>
            Switch to {name}
          </Button>
        )}
        {!alone && <SignInButton connection={connection} />}
        {!alone && kind !== 'sample' && <ConnectionActions connection={connection} current={current} />}
      </div>
      {kind !== 'sample' && <SignedInAs connection={connection} />}
    </li>
  )
}

/** Where it is what is missing, it is a button of its own; otherwise it is among the rest. */
function SignInButton({ connection }: { connection: Connection }) {
  const { kind, sign_in } = connection
  if (kind !== 'server' || sign_in === null || sign_in.state === 'signed_in') return null
  return (
    <Button onClick={() => signInTo(connection)}>{sign_in.state === 'expired' ? 'Sign in again' : 'Sign in'}</Button>
  )
}
