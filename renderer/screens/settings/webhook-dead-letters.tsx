import { ArrowLeft } from 'lucide-react'
import type { Webhook } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/section.tsx'
import { DeliveryList } from './webhook-deliveries.tsx'
import { hostOf } from './webhook-words.ts'

type Props = { webhooks: readonly Webhook[]; onHome: () => void }

export function DeadLetters({ webhooks, onHome }: Props) {
  const whose = (id: string) => {
    const webhook = webhooks.find((each) => each.id === id)
    return webhook ? hostOf(webhook.url) : 'a webhook that was removed'
  }
  return (
    <>
      <Button kind="ghost" autoFocus onClick={onHome} className="mb-3 -ml-2.5">
        <ArrowLeft size={14} aria-hidden />
        All webhooks
      </Button>
      <Section
        title="Dead letters"
        says="What was given up, newest first. Each can be sent again: byte for byte, under the same id."
      >
        <DeliveryList webhook={undefined} whose={whose} empty="Everything arrived, or is still on its way." />
      </Section>
    </>
  )
}
