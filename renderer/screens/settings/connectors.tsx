import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/section.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import type { Connector } from '../../drills-api.ts'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { connectorsQuery, useConnectorNews } from '../../state/notification-connectors.ts'
import { notify } from '../../state/toasts.ts'
import { ConnectorForm } from './connector-form.tsx'
import { ConnectorRow } from './connector-row.tsx'

/** By which ways drill notifications leave the house. Everybody may see which there are; their secrets nobody sees. */
export function ConnectorsPart() {
  useConnectorNews()
  const { data: connectors, error, refetch } = useQuery(connectorsQuery)
  const { data: session } = useSession()
  const offline = useAsleep('Connectors')
  const [writing, setWriting] = useState<Connector | 'new' | null>(null)
  // Where the focus goes back to.
  const [left, setLeft] = useState<string | null>(null)
  const add = useRef<HTMLButtonElement>(null)
  const size = connectors?.length
  // Again when the list has changed: the button that had the focus may have gone with its row.
  useEffect(() => {
    if (left === '' && size !== undefined) add.current?.focus()
  }, [left, size])
  if (connectors === undefined)
    return error === null ? (
      <SkeletonRows what="the connectors" rows={3} />
    ) : (
      <ErrorState what="Connectors" error={error} onRetry={() => void refetch()} />
    )
  const denied =
    session === undefined
      ? 'Not known yet whether you may'
      : session.permissions['settings.manage']
        ? null
        : 'This needs the permission settings.manage, which your roles do not carry.'
  const asleep = offline ?? denied
  const write = (what: Connector | 'new') => {
    setLeft(null)
    setWriting(what)
  }
  const close = () => {
    setLeft(writing === 'new' || writing === null ? '' : writing.name)
    setWriting(null)
  }
  return (
    <Section
      title="Connectors"
      says="How owners are told of rollback drills. A schedule names its providers; a connector of that name says what that is. What is secret in one goes into the secret store, and is never shown again, exported or written into the ledger."
    >
      {denied !== null && <p className="mb-3 text-s text-muted">You can see them. {changes(denied)}</p>}
      {connectors.length === 0 && writing === null && (
        <EmptyState title="Nothing leaves the house yet">
          Until there is a connector of the name that a schedule gives its provider, what is sent there fails, and says
          so.
        </EmptyState>
      )}
      {connectors.length > 0 && (
        <ul className="rounded-m border border-line" aria-label="Connectors">
          {connectors.map((each) => (
            <ConnectorRow
              key={each.name}
              connector={each}
              asleep={asleep}
              focused={left === each.name}
              onEdit={() => write(each)}
              onRemoved={() => setLeft('')}
            />
          ))}
        </ul>
      )}
      {writing === null ? (
        <Button className="mt-4" ref={add} asleep={asleep} onClick={() => write('new')}>
          <Plus size={14} aria-hidden />
          Add a connector
        </Button>
      ) : (
        <div className="mt-4">
          <ConnectorForm
            key={writing === 'new' ? '' : writing.name}
            before={writing === 'new' ? null : writing}
            taken={connectors.map(({ name }) => name)}
            onCancel={close}
            onSaved={({ name }) => {
              notify.done('The connector is saved', name)
              close()
            }}
          />
        </div>
      )}
    </Section>
  )
}

const changes = (denied: string): string => denied.replace(/^This needs/, 'Changing or testing one needs')
