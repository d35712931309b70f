import { useEffect } from 'react'
import { Mark } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ApiProblem } from '../../problem.ts'
import { refreshProviders, useProviders } from '../../state/assistant.ts'
import { subscribeEntries } from '../../state/live.ts'
import { GatewayCredential } from './gateway-credential.tsx'
import { ProviderCard } from './provider-card.tsx'
import { keptWords } from './provider-words.ts'

/** With whose model the assistant answers: each under a key of one's own. */
export function AiAssistantPart() {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => /^(assistant|gateway)\./.test(action))) void refreshProviders()
      }),
    [],
  )
  return (
    <>
      <Section
        title="Your provider"
        says="The assistant answers with a model of yours, under your own key. Each person gives their own; nobody else’s questions use it."
      >
        <Privacy />
        <Cards />
      </Section>
      <GatewayCredential />
    </>
  )
}

function Privacy() {
  return (
    <ul className="mb-3 max-w-170 list-disc rounded-m border border-line bg-surface py-2 pr-3 pl-7 text-muted">
      <li>
        What you ask is sent directly to your configured provider, with the rows that it is about. Countersign does not
        proxy it, does not log it, and does not train on it. Only through the gateway does it pass this server, which
        keeps nothing of it.
      </li>
      <li>
        Tiles are made from this workspace’s own rows, and no model is asked for them. What the assistant proposes waits
        in the queue for people: it executes nothing.
      </li>
      <li>Chats are kept here until you delete them, and only you see yours.</li>
    </ul>
  )
}

function Cards() {
  const { data, error, refetch } = useProviders()
  if (data === undefined) {
    if (error === null) return <SkeletonRows what="your providers" rows={3} />
    if (error instanceof ApiProblem && error.status === 403)
      return (
        <p>
          <Mark means="neutral">You cannot use the assistant</Mark>
          <span className="block text-s text-muted">{error.detail}</span>
        </p>
      )
    return <ErrorState what="Your providers" error={error} onRetry={() => void refetch()} />
  }
  const active = data.items.find((each) => each.active)
  return (
    <>
      <div className="mb-3" role="status">
        {active === undefined ? (
          <Mark means={data.scripted ? 'neutral' : 'warn'}>
            {data.scripted
              ? 'No key is configured: the sample’s script answers'
              : 'No key is configured, so the assistant does not answer'}
          </Mark>
        ) : null}
        {data.scripted && (
          <p className="mt-1 max-w-160 text-s text-muted">
            This is the sample. While you have no key, a script writes the replies, and each says so: it is no model,
            sends nothing anywhere, and reads only the sample’s rows. A key of yours takes its place at once.
          </p>
        )}
        <p className="mt-1 max-w-160 text-s text-muted">{keptWords[data.kept]}</p>
      </div>
      <ul aria-label="Providers" className="flex flex-col gap-3">
        {data.items.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
      </ul>
    </>
  )
}
