import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { Mark, Tag } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import type { Connector, ConnectorTest } from '../../drills-api.ts'
import { sentenceOf } from '../../problem.ts'
import { useRemoveConnector, useTestConnector } from '../../state/notification-connectors.ts'
import { notify } from '../../state/toasts.ts'
import { ActorName } from '../audit/actor-name.tsx'
import { kindWords } from './connector-words.ts'

type Props = {
  connector: Connector
  asleep: string | null
  focused: boolean
  onEdit: () => void
  onRemoved: () => void
}

export function ConnectorRow({ connector, asleep, focused, onEdit, onRemoved }: Props) {
  const { name, kind, description, changed_at, changed_by } = connector
  const [removing, setRemoving] = useState(false)
  const test = useTestConnector()
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (focused) first.current?.focus()
  }, [focused])
  const off = connector.enabled ? null : 'It is switched off: nothing is sent'
  return (
    <li className="border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-40 flex-1">
          <span className="font-mono">{name}</span> <Tag>{kindWords[kind].name}</Tag>
          {description !== '' && <span className="block text-muted">{description}</span>}
          <span className="flex flex-wrap items-center gap-x-2 text-s text-faint">
            {changed_by !== null && <ActorName actor={changed_by} />}
            <Time at={changed_at} show="relative" />
          </span>
        </span>
        <State connector={connector} />
        <Button
          ref={first}
          asleep={asleep ?? (test.isPending ? 'Waiting for what comes of it' : off)}
          onClick={() => test.mutate(name)}
          aria-label={`Test ${name}`}
        >
          {test.isPending ? 'Testing…' : 'Test'}
        </Button>
        <Button asleep={asleep} onClick={onEdit} aria-label={`Edit ${name}`}>
          Edit
        </Button>
        <Button asleep={asleep} onClick={() => setRemoving(true)} aria-label={`Remove ${name}`}>
          Remove…
        </Button>
      </div>
      {(test.data !== undefined || test.error !== null) && !test.isPending && (
        <div role="status" className="mt-2 rounded-m border border-line bg-surface px-3 py-2">
          {test.data === undefined ? (
            <>
              <Mark means="bad">{sentenceOf(test.error)}</Mark>
              <ProblemFacts error={test.error} />
            </>
          ) : (
            <Evidence of={test.data} kind={kind} />
          )}
        </div>
      )}
      {removing && <Remove name={name} onClose={() => setRemoving(false)} onRemoved={onRemoved} />}
    </li>
  )
}

function State({ connector: { enabled, ready, why_not } }: { connector: Connector }) {
  if (!enabled) return <Mark means="neutral">off</Mark>
  return ready ? <Mark means="ok">ready</Mark> : <Mark means="bad">{why_not ?? 'not ready'}</Mark>
}

/** What came of a test: everything but what is secret. */
function Evidence({ of, kind }: { of: ConnectorTest; kind: Connector['kind'] }) {
  const { delivered, attempts, status, error, url } = of
  const arrived = kind === 'sample' ? 'Taken, and sent nowhere: this is the sample' : 'The test message arrived'
  return (
    <>
      <Mark means={delivered ? 'ok' : 'bad'}>{delivered ? arrived : 'The test message did not arrive'}</Mark>
      <p className="text-s text-muted">
        {attempts === 1 ? 'One attempt' : `${attempts} attempts`}
        {status !== null && `, answered ${status}`}
        {error !== null && `: ${error}`}
      </p>
      {url !== null && <p className="font-mono text-s break-all text-muted">{url}</p>}
    </>
  )
}

type RemoveProps = { name: string; onClose: () => void; onRemoved: () => void }

function Remove({ name, onClose, onRemoved }: RemoveProps) {
  const remove = useRemoveConnector()
  const onSuccess = () => {
    notify.done('The connector is removed', name)
    onClose()
    onRemoved()
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove the connector “${name}”?`}
      does={`Remove ${name}`}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(name, { onSuccess })}
    >
      <p>
        Its secrets are forgotten, which cannot be undone. What schedules send to “{name}” fails from then on, and says
        so; what was sent stays on record.
      </p>
      {remove.error !== null && (
        <div role="alert" className="mt-2">
          <Mark means="bad">{sentenceOf(remove.error)}</Mark>
          <ProblemFacts error={remove.error} />
        </div>
      )}
    </ConfirmDialog>
  )
}
