import { randomBytes } from 'node:crypto'
import type { Services } from '../../main/services.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { ingestSpans } from '../../main/use-cases/telemetry/ingest-spans.ts'
import type { SpanFacts } from '../../shared/domain/fleet.ts'
import type { FleetRule } from '../../shared/domain/fleet-rule.ts'
import { ada } from './people.ts'

export const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

/** A span as it was understood: a root of 250 ms, unless something else is said. */
export const factsOf = (changed: Partial<SpanFacts> = {}): SpanFacts => ({
  trace_id: hex(16),
  span_id: hex(8),
  parent_span_id: null,
  name: 'invoke_agent checkout-agent',
  kind: 'internal',
  start_us: 1_777_471_200_000_000,
  duration_us: 250_000,
  status: 'ok',
  status_message: null,
  agent: 'checkout-agent',
  operation: 'invoke_agent',
  tool: null,
  model: null,
  provider: null,
  conversation: null,
  input_tokens: null,
  output_tokens: null,
  document: {
    attributes: {},
    resource: { 'service.name': 'checkout' },
    scope: { name: 'kit', version: '1.0.0' },
    events: [],
    links: [],
    dropped: 0,
  },
  ...changed,
})

/** A call of a model that has a price. */
export const callOf = (changed: Partial<SpanFacts> = {}): SpanFacts =>
  factsOf({
    name: 'chat gpt-4o',
    kind: 'client',
    operation: 'chat',
    model: 'gpt-4o',
    provider: 'openai',
    input_tokens: 1_000,
    output_tokens: 100,
    ...changed,
  })

/** What agents report, as if it had come in by the wire. */
export async function tellSpans(
  services: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  spans: readonly SpanFacts[],
): Promise<void> {
  await ensureWorkspace(services.store, workspace, ada)
  const { rejected } = await within(workspace, () => ingestSpans(services, workspace, spans))
  if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected)}`)
}

/** Amber from half a second on, red from a second on. */
export const thresholdRule = (changed: Partial<Extract<FleetRule, { kind: 'threshold' }>> = {}): FleetRule => ({
  kind: 'threshold',
  name: 'Slow runs',
  description: 'A customer waits for it',
  frameworks: ['SOC 2'],
  agents: [],
  enabled: true,
  limits: [{ input: 'duration_ms', side: 'above', amber: 500, red: 1_000, baseline: 200 }],
  ...changed,
})

export const weightedRule = (changed: Partial<Extract<FleetRule, { kind: 'weighted' }>> = {}): FleetRule => ({
  kind: 'weighted',
  name: 'Restless runs',
  description: '',
  frameworks: ['EU AI Act', 'SOC 2'],
  agents: [],
  enabled: true,
  parts: [
    { input: 'duration_ms', weight: 2, from: 0, to: 1_000, baseline: 200 },
    { input: 'tool_calls', weight: 1, from: 0, to: 10, baseline: 1 },
    { input: 'error_count', weight: 1, from: 0, to: 2, baseline: 0 },
  ],
  amber: 0.4,
  red: 0.7,
  ...changed,
})
