import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { usualBase } from '../../../shared/domain/provider.ts'
import { assistantApi } from '../../assistant-api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { Mark } from '../../components/mark.tsx'
import { Refused } from '../../components/refused.tsx'
import { Section } from '../../components/section.tsx'
import { ErrorState, Skeleton } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { fieldMessages } from '../../problem.ts'
import { refreshProviders } from '../../state/assistant.ts'
import { notify } from '../../state/toasts.ts'
import { useMayManage } from './may-manage.ts'

// Under the providers' own key, so that news of either reads both anew.
const credentialQuery = queryOptions({
  queryKey: ['assistant', 'providers', 'gateway-credential'],
  queryFn: ({ signal }) => assistantApi.gateway(signal),
})

/** The key in the middle: what the workspace's gateway asks its provider with, for everybody who may ask. */
export function GatewayCredential() {
  const { denied, asleep } = useMayManage('The gateway’s credential')
  const { data, error, refetch } = useQuery(credentialQuery)
  const [removing, setRemoving] = useState(false)
  return (
    <Section
      title="The workspace’s gateway"
      says={
        <>
          One key of an OpenAI-compatible provider for the whole workspace, so that nobody needs one of their own.
          Whoever uses it sends their questions through this server, at{' '}
          <code className="font-mono">/api/v1/gateway/proxy/v1</code>; it passes them on and keeps nothing of them.
        </>
      }
    >
      {denied !== null && (
        <p className="mb-3 text-s text-muted">
          You can see whether it has one. {denied.replace(/^This needs/, 'Changing it needs')}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className="h-3 w-60" />}
      {data === undefined && error !== null && (
        <ErrorState what="The gateway’s credential" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <p className="mb-2 flex flex-wrap items-center gap-x-3">
            {data.configured ? (
              <Mark means="ok">It has a key{data.last4 === null ? '' : ` that ends in ${data.last4}`}</Mark>
            ) : (
              <Mark means="neutral">It has no key: nobody can use it</Mark>
            )}
            {data.base_url !== null && <span className="font-mono text-s break-all text-muted">{data.base_url}</span>}
            {data.updated_at !== null && (
              <span className="text-s text-muted">
                since <Time at={data.updated_at} show="both" />
              </span>
            )}
          </p>
          <Form key={data.updated_at} before={data} asleep={asleep} onRemove={() => setRemoving(true)} />
        </>
      )}
      {removing && <Remove onClose={() => setRemoving(false)} />}
    </Section>
  )
}

type Credential = Awaited<ReturnType<typeof assistantApi.gateway>>
type FormProps = { before: Credential; asleep: string | null; onRemove: () => void }

function Form({ before, asleep, onRemove }: FormProps) {
  const [key, setKey] = useState('')
  const [base, setBase] = useState(before.base_url ?? '')
  const put = useMutation({
    mutationFn: () => assistantApi.putGateway({ key: key.trim(), base_url: base.trim() === '' ? null : base.trim() }),
    onSuccess() {
      setKey('')
      notify.done('The gateway’s key is kept')
    },
    onSettled: () => void refreshProviders(),
  })
  const errors = fieldMessages(put.error)
  const why =
    asleep ??
    (put.isPending ? 'Waiting for the server' : null) ??
    (key.trim().length < 8 ? 'Asleep until a key is typed' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (why === null) put.mutate()
  }
  return (
    <form onSubmit={submit} aria-label="The gateway’s credential" className="flex max-w-170 flex-col gap-2.5">
      <div className="grid grid-cols-2 gap-3">
        <TextField
          name="gateway-credential-key"
          type="password"
          label={before.configured ? 'Another key in its place' : 'Key'}
          placeholder={before.configured ? '•••••••• kept as it is' : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          className="font-mono"
          readOnly={asleep !== null}
          value={key}
          error={errors.key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <TextField
          name="gateway-credential-base"
          label="Address of an OpenAI-compatible API"
          placeholder={usualBase.openai}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          className="font-mono"
          readOnly={asleep !== null}
          value={base}
          error={errors.base_url}
          onChange={({ currentTarget }) => setBase(currentTarget.value)}
        />
      </div>
      {put.error !== null && errors.key === undefined && errors.base_url === undefined && <Refused error={put.error} />}
      <div className="flex gap-2">
        <Button type="submit" asleep={why}>
          Keep this key for the gateway
        </Button>
        <Button type="button" asleep={asleep ?? (before.configured ? null : 'It has none')} onClick={onRemove}>
          Take it away…
        </Button>
      </div>
    </form>
  )
}

function Remove({ onClose }: { onClose: () => void }) {
  const remove = useMutation({
    mutationFn: () => assistantApi.removeGateway(),
    onSuccess() {
      notify.done('The gateway has no key any more')
      onClose()
    },
    onSettled: () => void refreshProviders(),
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Take the gateway’s key away?"
      does="Take the key away"
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>
        Everybody who asks through the gateway without a key of their own gets no answers from then on. The key is
        forgotten here, which cannot be undone; at its provider it stays valid until it is revoked there.
      </p>
      <Refused error={remove.error} />
    </ConfirmDialog>
  )
}
