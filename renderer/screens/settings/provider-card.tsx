import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { assistantApi, type Provider } from '../../assistant-api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { Mark } from '../../components/mark.tsx'
import { Refused } from '../../components/refused.tsx'
import { Time } from '../../components/time.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { refreshProviders } from '../../state/assistant.ts'
import { notify } from '../../state/toasts.ts'
import { ProviderForm } from './provider-form.tsx'
import { providerWords, testWords } from './provider-words.ts'

/** One provider: whether there is a key, which model answers, and whether questions go to it. The key is never shown. */
export function ProviderCard({ provider }: { provider: Provider }) {
  const { id, configured, central, active } = provider
  const { name, says } = providerWords[id]
  const [removing, setRemoving] = useState(false)
  const asleep = useAsleep(`${name}: save, test, remove`)
  const heading = useRef<HTMLHeadingElement>(null)
  const test = useMutation({ mutationFn: () => assistantApi.testProvider(id) })
  const use = useMutation({
    mutationFn: () => assistantApi.putProvider(id, { active: true }),
    onSuccess: () => notify.done(`Questions go to ${name} from now on`),
    onSettled: () => void refreshProviders(),
  })
  const usable = configured || central
  const none = usable ? null : 'There is no key to do it with'
  return (
    <li
      aria-label={name}
      className={`max-w-170 rounded-m border px-3.5 py-3 ${active ? 'border-accent' : 'border-line-strong'}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <h3 ref={heading} tabIndex={-1} className="rounded-s font-semibold outline-offset-2">
          {name}
        </h3>
        <Standing provider={provider} />
        {provider.updated_at !== null && configured && (
          <span className="text-s text-muted">
            kept since <Time at={provider.updated_at} show="both" />
          </span>
        )}
      </div>
      <p className="mt-0.5 mb-2.5 text-s text-muted">{says}</p>
      <ProviderForm
        key={`${provider.updated_at ?? ''} ${provider.model ?? ''}`}
        provider={provider}
        asleep={asleep}
        onSaved={() => test.reset()}
      >
        <Button
          type="button"
          asleep={asleep ?? none ?? (test.isPending ? 'Waiting for the provider' : null)}
          onClick={() => test.mutate()}
        >
          {test.isPending ? 'Asking it…' : 'Test connection'}
          <span className="sr-only">: {name}</span>
        </Button>
        {usable && !active && (
          <Button
            type="button"
            asleep={asleep ?? (use.isPending ? 'Waiting for the server' : null)}
            onClick={() => use.mutate()}
          >
            Use {name}
          </Button>
        )}
        <Button
          type="button"
          asleep={asleep ?? (configured ? null : 'No key of yours is kept here')}
          onClick={() => setRemoving(true)}
        >
          Remove…<span className="sr-only"> {name}</span>
        </Button>
      </ProviderForm>
      <div role="status" aria-label={`Test of ${name}`}>
        {test.data !== undefined && !test.isPending && (
          <p className="mt-2">
            <Mark means={test.data.ok ? 'ok' : 'bad'}>{testWords(test.data)}</Mark>
            {!test.data.ok && test.data.status !== null && (
              <span className="ml-2 text-s text-muted">It answered {test.data.status}.</span>
            )}
          </p>
        )}
      </div>
      {!test.isPending && <Refused error={test.error} />}
      <Refused error={use.error} />
      {removing && (
        <Remove
          provider={provider}
          onClose={() => {
            setRemoving(false)
            heading.current?.focus()
          }}
        />
      )}
    </li>
  )
}

function Standing({ provider: { active, configured, central, last4, id } }: { provider: Provider }) {
  const key = last4 === null ? 'key kept' : `key ends in ${last4}`
  const has = configured
    ? key
    : central && id === 'gateway'
      ? 'the workspace’s credential, no key of yours needed'
      : null
  if (has === null) return <Mark means="neutral">no key</Mark>
  return (
    <>
      {active ? <Mark means="ok">in use</Mark> : <Mark means="waiting">not in use</Mark>}
      <span className="font-mono text-s text-muted">{has}</span>
    </>
  )
}

function Remove({ provider: { id, last4 }, onClose }: { provider: Provider; onClose: () => void }) {
  const { name } = providerWords[id]
  const remove = useMutation({
    mutationFn: () => assistantApi.removeProvider(id),
    onSuccess() {
      notify.done('Your key is forgotten', name)
      onClose()
    },
    onSettled: () => void refreshProviders(),
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove your key for ${name}?`}
      does={`Remove the key for ${name}`}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>
        The key{last4 === null ? '' : ` that ends in ${last4}`} is forgotten here, which cannot be undone: it has to be
        typed again. At {name} it stays valid until you revoke it there. Your chats stay.
      </p>
      <Refused error={remove.error} />
    </ConfirmDialog>
  )
}
