import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { Webhook, WebhookWithSecret } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Tag } from '../../components/mark.tsx'
import { Fact } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { useChangeWebhook } from '../../state/webhooks.ts'
import { WebhookActions } from './webhook-actions.tsx'
import { DeliveryList } from './webhook-deliveries.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { SecretOnce } from './webhook-secret.tsx'
import { WebhookState } from './webhook-state.tsx'
import { hostOf } from './webhook-words.ts'

export function WebhookDetail({ webhook, onHome }: { webhook: Webhook; onHome: () => void }) {
  const [made, setMade] = useState<WebhookWithSecret | null>(null)
  const [editing, setEditing] = useState(false)
  return (
    <>
      <Button kind="ghost" autoFocus onClick={onHome} className="mb-3 -ml-2.5">
        <ArrowLeft size={14} aria-hidden />
        All webhooks
      </Button>
      <Section title={hostOf(webhook.url)} says={webhook.description || undefined}>
        {made !== null && <SecretOnce webhook={made} onDone={() => setMade(null)} />}
        {editing ? (
          <Edit webhook={webhook} onDone={() => setEditing(false)} />
        ) : (
          <>
            <Facts webhook={webhook} />
            <WebhookActions webhook={webhook} onEdit={() => setEditing(true)} onSecret={setMade} onRemoved={onHome} />
          </>
        )}
      </Section>
      <Section title="History" says="Newest first. A message keeps its id however often it is sent.">
        <DeliveryList
          webhook={webhook.id}
          empty="It has not been told anything yet. A ping shows whether it is heard."
        />
      </Section>
    </>
  )
}

function Facts({ webhook }: { webhook: Webhook }) {
  const { url, events, created_at, old_secret_until, pending, dead } = webhook
  return (
    <dl className="mb-3 grid gap-x-8 sm:grid-cols-2">
      <Fact name="Address" mono>
        {url}
      </Fact>
      <Fact name="State">
        <WebhookState webhook={webhook} />
      </Fact>
      <Fact name="Told of">
        <span className="flex flex-wrap gap-1">
          {events.map((event) => (
            <Tag key={event}>{event}</Tag>
          ))}
        </span>
      </Fact>
      <Fact name="Added">
        <Time at={created_at} show="both" />
      </Fact>
      <Fact name="Deliveries">
        {pending} on their way, {dead} given up
      </Fact>
      {old_secret_until !== null && (
        <Fact name="The secret before this one signs until">
          <Time at={old_secret_until} show="both" />
        </Fact>
      )}
    </dl>
  )
}

function Edit({ webhook, onDone }: { webhook: Webhook; onDone: () => void }) {
  const change = useChangeWebhook(webhook)
  const { url, description, events, enabled } = webhook
  return (
    <WebhookForm
      title={`Change ${hostOf(url)}`}
      does="Save the changes"
      before={{ url, description, events }}
      error={change.error}
      busy={change.isPending}
      onSubmit={(wanted) => change.mutate({ ...wanted, enabled }, { onSuccess: onDone })}
      onCancel={onDone}
    />
  )
}
