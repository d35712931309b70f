import { useQuery } from '@tanstack/react-query'
import { LockKeyhole } from 'lucide-react'
import { useState } from 'react'
import { ErrorState, Placeholder, SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../state/address.ts'
import { useSession } from '../../state/connection.ts'
import { useWebhookNews, webhooksQuery } from '../../state/webhooks.ts'
import { DeadLetters } from './webhook-dead-letters.tsx'
import { WebhookDetail } from './webhook-detail.tsx'
import { WebhookList } from './webhook-list.tsx'

type Address = { hook?: string; dead?: '1' }
const readAddress = (raw: Record<string, unknown>): Address => ({
  ...(typeof raw.hook === 'string' ? { hook: raw.hook } : {}),
  ...(String(raw.dead) === '1' ? { dead: '1' as const } : {}),
})

/** Who is told of what, and what became of it. */
export function WebhooksPart() {
  const { data: session, error, refetch } = useSession()
  if (session === undefined)
    return error === null ? (
      <SkeletonRows what="the webhooks" rows={3} />
    ) : (
      <ErrorState what="Webhooks" error={error} onRetry={() => void refetch()} />
    )
  if (session.permissions['settings.manage']) return <Webhooks />
  return (
    <Placeholder icon={LockKeyhole} title="Webhooks are for administrators">
      Their addresses may hold secrets, so even seeing them needs the permission{' '}
      <code className="font-mono text-s">settings.manage</code>, which your roles do not carry.
    </Placeholder>
  )
}

function Webhooks() {
  useWebhookNews()
  const [{ hook, dead }, go] = useAddress(readAddress)
  // Where the focus goes back to.
  const [left, setLeft] = useState<string | null>(null)
  const { data, error, refetch } = useQuery(webhooksQuery)
  if (data === undefined)
    return error === null ? (
      <SkeletonRows what="the webhooks" rows={3} />
    ) : (
      <ErrorState what="Webhooks" error={error} onRetry={() => void refetch()} />
    )
  const home = () => {
    setLeft(hook ?? 'dead')
    void go({ hook: undefined, dead: undefined })
  }
  if (dead === '1') return <DeadLetters webhooks={data.items} onHome={home} />
  const chosen = data.items.find(({ id }) => id === hook)
  if (chosen) return <WebhookDetail key={chosen.id} webhook={chosen} onHome={home} />
  return (
    <WebhookList
      webhooks={data.items}
      missing={hook !== undefined}
      left={left}
      onOpen={(id) => void go({ hook: id })}
      onDead={() => void go({ dead: '1' })}
    />
  )
}
