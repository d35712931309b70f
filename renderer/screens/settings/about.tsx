import { useQuery } from '@tanstack/react-query'
import { api, type Health } from '../../api.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Mark } from '../../components/mark.tsx'
import { Fact } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { ProblemFacts, Skeleton } from '../../components/states.tsx'
import { sentenceOf } from '../../problem.ts'
import { useConnections } from '../../state/connection.ts'

const databases: Record<Health['database'], string> = { sqlite: 'SQLite', postgresql: 'PostgreSQL' }

export function About() {
  const connections = useConnections()
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => api.health(signal),
    refetchInterval: 15_000,
  })
  const key = useQuery({ queryKey: ['audit', 'key'], queryFn: ({ signal }) => api.auditKey(signal) })
  return (
    <>
      <Section title="Countersign">
        <dl className="grid gap-x-8 sm:grid-cols-2">
          <Fact name="This console">Version {connections.data?.version ?? '…'}</Fact>
          <Fact name="Licence">Apache License 2.0</Fact>
        </dl>
      </Section>
      <Section title="Server" says="Asked again every 15 seconds while this is open.">
        {health.data === undefined ? (
          <Waiting error={health.error} />
        ) : (
          <dl className="grid gap-x-8 sm:grid-cols-2">
            <Fact name="Health">
              {health.error !== null ? (
                <Mark means="warn">not answering now; this is its last answer</Mark>
              ) : health.data.status === 'ok' ? (
                <Mark means="ok">ok: it can write</Mark>
              ) : (
                <Mark means="bad">unavailable: {health.data.detail ?? 'the store cannot write'}</Mark>
              )}
            </Fact>
            <Fact name="Version">{health.data.version}</Fact>
            <Fact name="Database">{databases[health.data.database]}</Fact>
          </dl>
        )}
      </Section>
      <Section
        title="Verifier key"
        says="Whoever has this key can check the record's signed checkpoints without trusting the server. Keep a copy elsewhere."
      >
        {key.data === undefined ? (
          <Waiting error={key.error} />
        ) : (
          <>
            <dl>
              <Fact name="Origin" mono>
                <span className="break-all">{key.data.origin}</span>
              </Fact>
              <Fact name="Key" mono>
                <span className="break-all">{key.data.verifier_key}</span>
              </Fact>
            </dl>
            <div className="mt-2 flex gap-2">
              <CopyButton text={key.data.verifier_key} what="the verifier key" words="Copy verifier key" />
              <CopyButton text={key.data.pem} what="the key as PEM" words="Copy as PEM" />
            </div>
          </>
        )}
      </Section>
    </>
  )
}

function Waiting({ error }: { error: unknown }) {
  if (error === null) return <Skeleton className="h-16 max-w-120" />
  return (
    <div role="alert">
      <Mark means="bad">{sentenceOf(error)}</Mark>
      <ProblemFacts error={error} />
    </div>
  )
}
