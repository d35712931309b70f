import { FlaskConical, Laptop, type LucideIcon, Users } from 'lucide-react'
import { useState } from 'react'
import type { Connections } from '../api.ts'
import { ProblemFacts } from '../components/states.tsx'
import { sentenceOf } from '../problem.ts'
import { useSelectConnection } from '../state/connection.ts'
import { ConnectForm } from './connect-form.tsx'
import { Threshold } from './threshold.tsx'

type Door = { kind: 'sample' | 'local' | 'server'; icon: LucideIcon; title: string; says: string; env: string }

const doors: readonly Door[] = [
  {
    kind: 'sample',
    icon: FlaskConical,
    title: 'Look at the sample',
    says: 'A made-up workspace with three sample people. Everything works, nothing real is touched, and it can be begun anew at any time.',
    env: 'sample',
  },
  {
    kind: 'local',
    icon: Laptop,
    title: 'Use this machine',
    says: 'A workspace of your own in a file on this machine. You act as the user of this computer; nobody else can see it.',
    env: 'development',
  },
  {
    kind: 'server',
    icon: Users,
    title: 'Connect to your team',
    says: "Your team's Countersign server, where you sign in with your organisation, or by API key. What you do there is real.",
    env: 'production',
  },
]

/** A first start offers three doors; each says what is behind it. Nothing is chosen by itself. */
export function FirstStart({ connections }: { connections: Connections }) {
  const select = useSelectConnection()
  const [connecting, setConnecting] = useState(false)

  function open({ kind }: Door) {
    if (kind === 'server') return setConnecting(true)
    const connection = connections.known?.find((each) => each.kind === kind)
    if (connection !== undefined) select.mutate(connection)
  }

  return (
    <Threshold>
      <div className="mx-auto flex min-h-full max-w-240 flex-col justify-center gap-6 p-8">
        <header>
          <h1 className="text-xl font-semibold tracking-tight">Countersign</h1>
          <p className="mt-1 max-w-160 text-l text-muted">
            Where a dangerous change is proposed, seen in full, confirmed by typing, countersigned, and proven.
          </p>
        </header>
        {connecting ? (
          <ConnectForm onCancel={() => setConnecting(false)} />
        ) : (
          <ul className="grid gap-3 sm:grid-cols-3" aria-label="How to begin">
            {doors.map((door) => (
              <li key={door.kind}>
                <button
                  type="button"
                  data-env={door.env}
                  disabled={select.isPending}
                  onClick={() => open(door)}
                  className="flex h-full w-full flex-col items-start gap-2 rounded-l border border-t-4 border-line-strong border-t-env bg-surface p-5 text-left hover:bg-hover"
                >
                  <door.icon size={20} aria-hidden className="text-muted" />
                  <span className="text-l font-semibold">{door.title}</span>
                  <span className="text-muted">{door.says}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {select.isError && (
          <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-4 py-2">
            {sentenceOf(select.error)}
            <ProblemFacts error={select.error} />
          </div>
        )}
        <p className="text-s text-faint">
          You can change this later under Settings, Connections. Version {connections.version}.
        </p>
      </div>
    </Threshold>
  )
}
