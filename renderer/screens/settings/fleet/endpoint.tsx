import { CopyButton } from '../../../components/copy-button.tsx'
import { Section } from '../../../components/section.tsx'
import { useConnections, useSession } from '../../../state/connection.ts'
import { agentVariables, alertmanagerReceiver, keyCommand } from './endpoint-words.ts'

/** Where agents report to, and what they have to be told. */
export function Endpoint() {
  const { data: connections } = useConnections()
  const { data: session } = useSession()
  const current = connections?.current
  const address = current?.kind === 'server' && current.url !== null ? current.url : location.origin
  const ownProgram = window.desktop !== undefined && current?.kind !== 'server' && current?.kind !== 'sample'
  return (
    <Section
      title="Where agents report to"
      says="Agents send their spans by OTLP over HTTP, as protobuf or JSON, gzipped or not. What they say of models, tools and tokens by the OpenTelemetry conventions for generative AI is understood. Spans are observations: they go into no ledger."
    >
      {current?.kind === 'sample' && (
        <p className="mb-2 max-w-170 text-muted">
          This is the sample: its agents are made up, and yours cannot report to it, whatever their key. What follows
          holds for a server.
        </p>
      )}
      {ownProgram && (
        <p className="mb-2 max-w-170 text-muted">
          This is the program on your own machine: its address changes with each start, and it listens to this machine
          alone. Let agents report to a server, and connect to that.
        </p>
      )}
      <Snippet what="the agent’s variables" title="In the environment of an agent" text={agentVariables(address)} />
      <Snippet
        what="the command that makes a key"
        title="A key for it, made where the server runs: printed once, with the role runner"
        text={keyCommand(session?.workspace ?? 'default')}
      />
      <Snippet
        what="the receiver for Alertmanager"
        title="Alertmanager, so that its alerts stand beside the traces"
        text={alertmanagerReceiver(address)}
      />
      <p className="max-w-170 text-s text-muted">
        Write the key where KEY stands. With the role runner it reads, writes telemetry, reports deploys and carries out
        what was approved; it decides nothing. Verdicts of other evaluators go to{' '}
        <code className="font-mono">{address}/api/v1/evaluations</code>.
      </p>
    </Section>
  )
}

function Snippet({ title, text, what }: { title: string; text: string; what: string }) {
  return (
    <div className="mb-3 max-w-170 rounded-m border border-line bg-surface">
      <div className="flex items-center justify-between gap-2 border-b border-line px-3 py-1">
        <span className="text-s text-muted">{title}</span>
        <CopyButton text={text} what={what} words={`Copy ${what}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={title} className="overflow-x-auto px-3 py-2">
        <pre className="font-mono text-s">{text}</pre>
      </section>
    </div>
  )
}
