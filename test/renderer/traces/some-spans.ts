import type { Evaluation, Span, Trace } from '../../../renderer/fleet-api.ts'

export const someSpan = (span_id: string, changed: Partial<Span> = {}): Span => ({
  span_id,
  parent_span_id: null,
  name: `span ${span_id}`,
  kind: 'internal',
  started_at: '2026-11-21T12:00:00.000Z',
  offset_us: 0,
  duration_us: 1_000,
  status: 'unset',
  status_message: null,
  agent: 'research-agent',
  operation: null,
  tool: null,
  model: null,
  provider: null,
  conversation: null,
  input_tokens: null,
  output_tokens: null,
  cost_usd: null,
  ...changed,
})

/** `c<b` is span c, called by b; each begins a millisecond after the one before. */
export const spansOf = (text: string): Span[] =>
  text.split(' ').map((each, n) => {
    const [id = '', parent] = each.split('<')
    return someSpan(id, { parent_span_id: parent ?? null, offset_us: n * 1_000 })
  })

export const someTrace = (trace_id: string, changed: Partial<Trace> = {}): Trace => ({
  trace_id,
  name: 'invoke_agent research-agent',
  agent: 'research-agent',
  status: 'ok',
  started_at: '2026-11-21T12:00:00.000Z',
  ended_at: '2026-11-21T12:00:01.000Z',
  duration_ms: 1_000,
  span_count: 1,
  error_count: 0,
  llm_calls: 0,
  tool_calls: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: null,
  model: null,
  conversation: null,
  violations: { amber: 0, red: 0 },
  tags: [],
  ...changed,
})

export const someEvaluation = (id: string, changed: Partial<Evaluation> = {}): Evaluation => ({
  id,
  trace_id: 't',
  span_id: null,
  agent: 'research-agent',
  rule: 'loops',
  rule_id: null,
  source: 'reported',
  score: 1,
  label: 'red',
  explanation: null,
  frameworks: [],
  at: '2026-11-21T12:00:00.000Z',
  explainable: false,
  ...changed,
})
