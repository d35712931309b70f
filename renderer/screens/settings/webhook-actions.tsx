import { useState } from 'react'
import type { Webhook, WebhookWithSecret } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmTypedDialog } from '../../components/confirm-typed-dialog.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { notify } from '../../state/toasts.ts'
import { useChangeWebhook, useRemoveWebhook, useRotateSecret, useTestWebhook } from '../../state/webhooks.ts'
import { hostOf } from './webhook-words.ts'

type Props = {
  webhook: Webhook
  onEdit: () => void
  onSecret: (made: WebhookWithSecret) => void
  onRemoved: () => void
}
type Asking = 'off' | 'rotate' | 'remove' | null

export function WebhookActions({ webhook, onEdit, onSecret, onRemoved }: Props) {
  const [asking, setAsking] = useState<Asking>(null)
  const asleep = useAsleep('Webhook')
  const test = useTestWebhook(webhook)
  const change = useChangeWebhook(webhook)
  const close = () => setAsking(null)
  const { url, description, events, enabled } = webhook
  const turn = (on: boolean) =>
    change.mutate(
      { url, description, events, enabled: on },
      {
        onSuccess: () => notify.done(`${hostOf(url)} is ${on ? 'on' : 'off'}`),
        onError: (error) => notify.failed(`${hostOf(url)} is as it was`, error),
        onSettled: close,
      },
    )
  const off = enabled ? null : 'It is switched off: nothing is sent'
  const busy = (pending: boolean) => (pending ? 'Waiting for the server' : null)
  return (
    <div className="flex flex-wrap gap-2">
      <Button asleep={asleep ?? off ?? busy(test.isPending)} onClick={() => test.mutate()}>
        Send a ping
      </Button>
      <Button asleep={asleep} onClick={onEdit}>
        Change…
      </Button>
      <Button asleep={asleep} onClick={() => setAsking('rotate')}>
        New secret…
      </Button>
      {enabled ? (
        <Button asleep={asleep} onClick={() => setAsking('off')}>
          Switch off…
        </Button>
      ) : (
        <Button asleep={asleep ?? busy(change.isPending)} onClick={() => turn(true)}>
          Switch on
        </Button>
      )}
      <Button asleep={asleep} onClick={() => setAsking('remove')}>
        Remove…
      </Button>
      <ConfirmDialog
        open={asking === 'off'}
        onOpenChange={close}
        title={`Switch ${hostOf(url)} off?`}
        does={`Switch ${hostOf(url)} off`}
        onConfirm={() => turn(false)}
        busy={change.isPending}
      >
        It is told nothing any more, and what is on its way is given up: {webhook.pending} now. Those are listed among
        the dead letters, and can be sent again once it is on; what happens meanwhile it never hears of.
      </ConfirmDialog>
      {asking === 'rotate' && <Rotate webhook={webhook} onSecret={onSecret} onClose={close} />}
      {asking === 'remove' && <Remove webhook={webhook} asleep={asleep} onRemoved={onRemoved} onClose={close} />}
    </div>
  )
}

type RotateProps = { webhook: Webhook; onSecret: Props['onSecret']; onClose: () => void }

function Rotate({ webhook, onSecret, onClose }: RotateProps) {
  const rotate = useRotateSecret(webhook)
  const onSuccess: Props['onSecret'] = (made) => {
    onClose()
    onSecret(made)
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Make a new secret for ${hostOf(webhook.url)}?`}
      does="Make a new secret"
      onConfirm={() => rotate.mutate(undefined, { onSuccess })}
      busy={rotate.isPending}
    >
      <p>For a day both sign, so that the receiver can change over. A secret before the present one stops at once.</p>
      {rotate.isError && <Refused error={rotate.error} />}
    </ConfirmDialog>
  )
}

type RemoveProps = { webhook: Webhook; asleep: string | null; onRemoved: () => void; onClose: () => void }

function Remove({ webhook, asleep, onRemoved, onClose }: RemoveProps) {
  const remove = useRemoveWebhook(webhook)
  const host = hostOf(webhook.url)
  const onSuccess = () => {
    notify.done(`Removed ${host}`)
    onRemoved()
  }
  return (
    <ConfirmTypedDialog
      title={`Remove the webhook to ${host}`}
      target={webhook.url}
      happens={
        <>
          <b>This cannot be undone.</b> Its secret is forgotten, and what is on its way is given up for good. What it
          was told stays on record.
        </>
      }
      typing={{ asks: 'Type its host', text: host }}
      reason={null}
      does={`Remove ${host}`}
      asleep={asleep}
      busy={remove.isPending}
      refusal={remove.isError && <Refused error={remove.error} />}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
      onClose={onClose}
    />
  )
}

const Refused = ({ error }: { error: unknown }) => (
  <div role="alert" className="mt-2">
    <Mark means="bad">{sentenceOf(error)}</Mark>
    <ProblemFacts error={error} />
  </div>
)
