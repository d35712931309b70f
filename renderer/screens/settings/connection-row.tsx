import { useState } from 'react'
import type { Connection } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { Mark } from '../../components/mark.tsx'
import { EnvironmentPill } from '../../shell/environment-pill.tsx'
import { useRemoveConnection, useSelectConnection } from '../../state/connection.ts'

const kinds: Record<Connection['kind'], string> = {
  sample: 'Made-up data; nothing real is touched',
  local: 'A file on this machine',
  server: "A team's server",
}

type Props = { connection: Connection; current: boolean; alone?: boolean }

export function ConnectionRow({ connection, current, alone = false }: Props) {
  const { kind, name, url, environment } = connection
  const select = useSelectConnection()
  const [removing, setRemoving] = useState(false)
  return (
    <li
      data-env={environment}
      className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0"
    >
      <EnvironmentPill connection={connection} />
      <span className="min-w-40 flex-1 text-s text-muted">
        {kinds[kind]}
        {url !== null && <span className="block font-mono break-all">{url}</span>}
      </span>
      {current && !alone && <Mark means="ok">in use</Mark>}
      {!current && (
        <Button asleep={select.isPending ? 'Switching' : null} onClick={() => select.mutate(connection)}>
          Switch to {name}
        </Button>
      )}
      {kind === 'server' && !alone && <Button onClick={() => setRemoving(true)}>Remove…</Button>}
      {removing && <RemoveDialog connection={connection} current={current} onClose={() => setRemoving(false)} />}
    </li>
  )
}

type RemoveProps = { connection: Connection; current: boolean; onClose: () => void }

function RemoveDialog({ connection, current, onClose }: RemoveProps) {
  const remove = useRemoveConnection()
  const { name, url } = connection
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove ${name}?`}
      does={`Remove ${name}`}
      onConfirm={() => remove.mutate(connection, { onSettled: onClose })}
      busy={remove.isPending}
    >
      <p>
        This machine forgets <span className="font-mono text-s">{url}</span> and its API key. Nothing changes on the
        server; to come back you need the key again.
      </p>
      {current && <p className="mt-2">It is in use now: the console goes back to another connection.</p>}
    </ConfirmDialog>
  )
}
