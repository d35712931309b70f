import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/section.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { keptKeys } from '../../shell/kept-keys.ts'
import { useConnections } from '../../state/connection.ts'
import { ConnectionRow } from './connection-row.tsx'
import { ResetSample } from './reset-sample.tsx'

const ConnectForm = lazy(async () => ({ default: (await import('../../shell/connect-form.tsx')).ConnectForm }))

export function ConnectionsPart() {
  const { data, error, refetch } = useConnections()
  const [adding, setAdding] = useState(false)
  if (data === undefined)
    return error === null ? (
      <SkeletonRows what="the connections" rows={3} />
    ) : (
      <ErrorState what="Connections" error={error} onRetry={() => void refetch()} />
    )
  const { current, known } = data
  return (
    <>
      {known === null ? (
        <Section
          title="Connection"
          says="You are in a browser: the address bar is the connection. To talk to another server, open its address."
        >
          <ul className="rounded-m border border-line">
            <ConnectionRow connection={current} current alone />
          </ul>
          <p className="mt-2 text-s text-muted">{location.origin}</p>
        </Section>
      ) : (
        <Section title="Connections" says={`What this console can talk to. ${keptKeys[data.keychain]}`}>
          <ul className="rounded-m border border-line">
            {known.map((connection) => (
              <ConnectionRow key={connection.id} connection={connection} current={connection.id === current.id} />
            ))}
          </ul>
          <div className="mt-4">
            {adding ? (
              <Suspense fallback={<SkeletonRows what="the form" rows={2} />}>
                <ConnectForm onCancel={() => setAdding(false)} onDone={() => setAdding(false)} />
              </Suspense>
            ) : (
              <Button onClick={() => setAdding(true)}>
                <Plus size={14} aria-hidden />
                Add a team's server
              </Button>
            )}
          </div>
        </Section>
      )}
      {current.kind === 'sample' && <ResetSample />}
    </>
  )
}
