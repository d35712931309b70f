import { randomBytes } from 'node:crypto'
import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import { plainName } from '../../../shared/domain/plain-name.ts'
import type { Services } from '../../services.ts'
import { ingestSpans } from '../../use-cases/telemetry/ingest-spans.ts'
import { version } from '../../version.ts'
import type { Heard } from './usage-tap.ts'

/** One question through the gateway, as it is metered: what was used, and nothing of what was said. */
export type Metered = Heard & {
  workspace: string
  operation: string
  path: string
  host: string
  startedMs: number
  ms: number
  status: number
  /** Whether the answer came to its end. */
  whole: boolean
}

const pending = new WeakMap<object, Set<Promise<void>>>()

/** Into the fleet's data, as an agent of its own. That it cannot be noted keeps nobody from their answer. */
export function meter(services: Services, call: Metered): Promise<void> {
  const noted = ingestSpans(services, call.workspace, [spanOf(call)])
    .then(() => {})
    .catch((error: unknown) => services.log.warn({ err: error }, 'what went through the gateway could not be metered'))
  const open = openOf(services)
  open.add(noted)
  return noted.finally(() => open.delete(noted))
}

/** What is still being noted ends before the store does. */
function openOf({ store, onClose }: Services): Set<Promise<void>> {
  const known = pending.get(store)
  if (known) return known
  const made = new Set<Promise<void>>()
  pending.set(store, made)
  onClose(async () => void (await Promise.all(made)))
  return made
}

/** For whoever has to see what was metered: the end of a program, or of a test. */
export const settledMeters = async (services: Services): Promise<void> => void (await Promise.all(openOf(services)))

function spanOf({ operation, path, host, startedMs, ms, status, whole, ...heard }: Metered): SpanFacts {
  // Whoever asks and whoever answers may name anything; it is cleaned as what agents report is.
  const model = plainName(heard.model ?? '', 120) || null
  const failed = status >= 400 || !whole
  return {
    trace_id: randomBytes(16).toString('hex'),
    span_id: randomBytes(8).toString('hex'),
    parent_span_id: null,
    name: model === null ? operation : `${operation} ${model}`,
    kind: 'client',
    start_us: Math.round(startedMs * 1_000),
    duration_us: Math.max(0, Math.round(ms * 1_000)),
    status: failed ? 'error' : 'ok',
    status_message: status >= 400 ? `the provider answered ${status}` : whole ? null : 'broken off',
    agent: 'gateway',
    operation,
    tool: null,
    model,
    provider: host,
    conversation: null,
    input_tokens: heard.input_tokens,
    output_tokens: heard.output_tokens,
    document: {
      attributes: { 'http.response.status_code': status, 'url.path': `/v1/${path}`, 'server.address': host },
      resource: { 'service.name': 'countersign-gateway' },
      scope: { name: 'countersign', version },
      events: [],
      links: [],
      dropped: 0,
    },
  }
}
