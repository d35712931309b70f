import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Json } from '../../../shared/domain/entry.ts'
import { api, type WebhookDelivery } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { JsonTree } from '../../components/json-tree.tsx'
import { Mark } from '../../components/mark.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { useDeliveries, useRedeliver } from '../../state/webhooks.ts'
import { deathWords, resultWords } from './webhook-words.ts'

type Props = { webhook: string | undefined; empty: string; whose?: (webhook: string) => string }

/** What was told, with every attempt. `whose` says of which webhook, where several are listed. */
export function DeliveryList({ webhook, empty, whose }: Props) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDeliveries(webhook)
  const asleep = useAsleep('Deliveries')
  if (data === undefined)
    return error === null ? (
      <SkeletonRows what="the deliveries" rows={4} />
    ) : (
      <ErrorState what="The deliveries" error={error} onRetry={() => void refetch()} />
    )
  const deliveries = data.pages.flatMap(({ items }) => items)
  if (deliveries.length === 0) return <EmptyState title="Nothing here">{empty}</EmptyState>
  return (
    <>
      <ul className="rounded-m border border-line" aria-label="Deliveries">
        {deliveries.map((delivery) => (
          <Row key={delivery.id} delivery={delivery} whose={whose} />
        ))}
      </ul>
      {hasNextPage && (
        <Button
          className="mt-3"
          asleep={asleep ?? (isFetchingNextPage ? 'Loading' : null)}
          onClick={() => void fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </>
  )
}

function Row({ delivery, whose }: { delivery: WebhookDelivery; whose: Props['whose'] }) {
  const [open, setOpen] = useState(false)
  const redeliver = useRedeliver()
  const asleep = useAsleep('Send again')
  const { id, type, created_at, status, attempts } = delivery
  return (
    <li className="border-b border-line px-3 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-w-52 flex-1 flex-wrap items-center gap-x-3 rounded-s text-left hover:bg-hover"
        >
          <ChevronRight size={14} aria-hidden className={`shrink-0 text-faint ${open ? 'rotate-90' : ''}`} />
          <span className="font-mono text-s">{type}</span>
          <Time at={created_at} show="both" className="text-s" />
          {whose !== undefined && <span className="text-s text-muted">to {whose(delivery.webhook_id)}</span>}
        </button>
        <span className="flex items-center gap-2 text-s">
          <Status delivery={delivery} />
          <span className="text-faint">
            {attempts.length} {attempts.length === 1 ? 'try' : 'tries'}
          </span>
        </span>
        {status !== 'pending' && (
          <Button
            asleep={asleep ?? (redeliver.isPending ? 'Waiting for the server' : null)}
            aria-label={`Send ${type} again`}
            onClick={() => redeliver.mutate(id)}
          >
            Send again
          </Button>
        )}
      </div>
      {open && <Unfolded delivery={delivery} />}
    </li>
  )
}

function Status({ delivery: { status, dead_because, next_try_at } }: { delivery: WebhookDelivery }) {
  switch (status) {
    case 'delivered':
      return <Mark means="ok">arrived</Mark>
    case 'dead':
      return <Mark means="bad">{dead_because === null ? 'given up' : deathWords[dead_because]}</Mark>
    case 'pending':
      return (
        <Mark means="waiting">
          {next_try_at === null ? (
            'being sent'
          ) : (
            <>
              next try <Time at={next_try_at} show="relative" />
            </>
          )}
        </Mark>
      )
    default:
      return status satisfies never
  }
}

const means = { delivered: 'ok', failed: 'bad', sending: 'waiting', unknown: 'warn' } as const

function Unfolded({ delivery: { id, attempts } }: { delivery: WebhookDelivery }) {
  return (
    <div className="mt-2 mb-1 flex flex-col gap-3 pl-6">
      <ol className="flex flex-col gap-2" aria-label="Attempts">
        {attempts.map(({ n, at, result, status, error, answer }) => (
          <li key={n} className="text-s">
            <span className="flex flex-wrap items-center gap-x-3">
              <span className="text-faint">{n}.</span>
              <Time at={at} />
              <Mark means={means[result]}>{resultWords[result]}</Mark>
              {status !== null && <span className="font-mono">HTTP {status}</span>}
            </span>
            {error !== null && <span className="block pl-5 text-muted">{error}</span>}
            {answer !== null && answer !== '' && (
              <code className="mt-1 ml-5 block max-h-24 overflow-y-auto rounded-s border border-line bg-bg px-2 py-1 font-mono break-all whitespace-pre-wrap">
                {answer}
              </code>
            )}
          </li>
        ))}
        {attempts.length === 0 && <li className="text-s text-muted">It was not sent yet.</li>}
      </ol>
      <p className="flex flex-wrap items-center gap-x-2 text-s text-muted">
        webhook-id <span className="font-mono break-all">{id}</span>
        <CopyButton text={id} what="the id of the message" />
      </p>
      <Body id={id} />
    </div>
  )
}

function Body({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['webhooks', 'body', id],
    queryFn: ({ signal }) => api.webhookDelivery(id, signal),
    // What is sent never changes.
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ body }) => JSON.parse(body) as Json,
  })
  if (data !== undefined) return <JsonTree value={data} />
  if (error !== null) return <ErrorState what="The message" error={error} onRetry={() => void refetch()} />
  return <SkeletonRows what="the message" rows={2} />
}
