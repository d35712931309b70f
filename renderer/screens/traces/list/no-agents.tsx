import { CopyButton } from '../../../components/copy-button.tsx'
import { EmptyState } from '../../../components/states.tsx'
import { useConnections } from '../../../state/connection.ts'
import { variablesFor } from './variables.ts'

/** What an agent has to be told, so that it reports here. */
export function NoAgents() {
  const { data } = useConnections()
  if (data?.current.kind === 'sample') return <NoneInSample />
  const variables = variablesFor(data?.current.url ?? location.origin)
  return (
    <EmptyState title="No agent reports here yet">
      <p>
        Agents report by OpenTelemetry, over HTTP, as JSON or protobuf. Where one runs, set these two variables; the key
        is one that carries telemetry.write, such as a runner’s.
      </p>
      <div className="mt-3 flex flex-col gap-2">
        {variables.map(({ name, value }) => (
          <div key={name} className="rounded-m border border-line bg-surface px-3 py-2">
            <div className="flex items-center justify-between gap-2">
              <code className="font-mono text-s font-semibold text-ink">{name}</code>
              <CopyButton text={`export ${name}="${value}"`} what={name} />
            </div>
            <code className="font-mono text-s break-all text-ink">{value}</code>
          </div>
        ))}
      </div>
      <p className="mt-3">
        Traces then go to <code className="font-mono text-s text-ink">/v1/traces</code> at that address, and stand here
        within seconds.
      </p>
    </EmptyState>
  )
}

/** The sample takes every request for one of its people, none of whom may report: no key changes that. */
function NoneInSample() {
  return (
    <EmptyState title="No trace in the sample">
      <p>
        The agents of the sample are made up, and agents of your own cannot report to it. Connect to a server, or begin
        with a workspace of your own: there, this place says what an agent has to be told.
      </p>
    </EmptyState>
  )
}
