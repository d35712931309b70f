import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Webhook, WebhookWithSecret } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Tag } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { EmptyState } from '../../components/states.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { useCreateWebhook } from '../../state/webhooks.ts'
import { WebhookForm } from './webhook-form.tsx'
import { SecretOnce } from './webhook-secret.tsx'
import { WebhookState } from './webhook-state.tsx'
import { hostOf } from './webhook-words.ts'

type Props = {
  webhooks: readonly Webhook[]
  missing: boolean
  /** What was open a moment ago: its button has the focus again. */
  left: string | null
  onOpen: (id: string) => void
  onDead: () => void
}

export function WebhookList({ webhooks, missing, left, onOpen, onDead }: Props) {
  const [adding, setAdding] = useState<'never' | 'now' | 'before'>('never')
  const [made, setMade] = useState<WebhookWithSecret | null>(null)
  const asleep = useAsleep('Add a webhook')
  const dead = webhooks.reduce((sum, each) => sum + each.dead, 0)
  return (
    <Section
      title="Webhooks"
      says="Programs elsewhere are told what happens here, signed by the Standard Webhooks convention. What does not arrive is tried again for a day, then listed."
    >
      {missing && (
        <p role="status" className="mb-3 text-muted">
          The webhook that this link names is not there any more.
        </p>
      )}
      {made !== null && <SecretOnce webhook={made} onDone={() => setMade(null)} onOpen={() => onOpen(made.id)} />}
      {webhooks.length > 0 && (
        <ul className="rounded-m border border-line" aria-label="Webhooks">
          {webhooks.map((webhook) => (
            <Row key={webhook.id} webhook={webhook} focused={left === webhook.id} onOpen={() => onOpen(webhook.id)} />
          ))}
        </ul>
      )}
      {webhooks.length === 0 && adding !== 'now' && (
        <EmptyState title="Nobody is told yet">
          Add the address of a program that waits for what is approved. To try one out, any receiver of Standard
          Webhooks will do.
        </EmptyState>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        {adding !== 'now' && (
          <Button asleep={asleep} autoFocus={adding === 'before' && made === null} onClick={() => setAdding('now')}>
            <Plus size={14} aria-hidden />
            Add a webhook
          </Button>
        )}
        <Button kind="ghost" autoFocus={left === 'dead'} onClick={onDead}>
          Dead letters{dead > 0 && ` (${dead})`}
        </Button>
      </div>
      {adding === 'now' && (
        <Add
          onCancel={() => setAdding('before')}
          onMade={(webhook) => {
            setAdding('before')
            setMade(webhook)
          }}
        />
      )}
    </Section>
  )
}

function Row({ webhook, focused, onOpen }: { webhook: Webhook; focused: boolean; onOpen: () => void }) {
  const { url, description, events, pending, dead } = webhook
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0">
      <span className="min-w-40 flex-1">
        <span className="font-mono text-s break-all">{url}</span>
        {description !== '' && <span className="block text-s text-muted">{description}</span>}
        <span className="mt-1 flex flex-wrap gap-1">
          {events.map((event) => (
            <Tag key={event}>{event}</Tag>
          ))}
        </span>
      </span>
      <span className="flex flex-col items-end gap-0.5 text-s">
        <WebhookState webhook={webhook} />
        {pending > 0 && <span className="text-muted">{pending} on their way</span>}
        {dead > 0 && <span className="text-warn">{dead} given up</span>}
      </span>
      <Button autoFocus={focused} onClick={onOpen} aria-label={`Open ${hostOf(url)}`}>
        Open
      </Button>
    </li>
  )
}

function Add({ onCancel, onMade }: { onCancel: () => void; onMade: (made: WebhookWithSecret) => void }) {
  const create = useCreateWebhook()
  return (
    <div className="mt-4">
      <WebhookForm
        title="New webhook"
        does="Add the webhook"
        before={{ url: '', description: '', events: ['action.approved'] }}
        error={create.error}
        busy={create.isPending}
        onSubmit={(wanted) => create.mutate(wanted, { onSuccess: onMade })}
        onCancel={onCancel}
      />
    </div>
  )
}
