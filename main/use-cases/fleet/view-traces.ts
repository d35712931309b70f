import { spanStatuses, traceStatuses } from '../../../shared/domain/fleet.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { SpanRecord } from '../../store/trace-spans.ts'
import { countViolationsOf, readTagsOf, type TraceRecord } from '../../store/traces.ts'
import { oneOf } from './one-of.ts'
import { type SpanView, type TraceRowView, timeOf, usdOf } from './views.ts'

/** With what was found in them, and how they were tagged. */
export async function viewTraces(
  db: ReadDb,
  workspace: string,
  records: readonly TraceRecord[],
): Promise<TraceRowView[]> {
  const ids = records.map(({ trace_id }) => trace_id)
  const violations = await countViolationsOf(db, workspace, ids)
  const tags = await readTagsOf(db, workspace, ids)
  return records.map((trace) => ({
    trace_id: trace.trace_id,
    agent: trace.agent,
    name: trace.name,
    status: oneOf(traceStatuses, trace.status),
    started_at: timeOf(trace.started_us / 1000),
    ended_at: timeOf(trace.ended_us / 1000),
    duration_ms: trace.duration_us / 1000,
    span_count: trace.span_count,
    error_count: trace.error_count,
    llm_calls: trace.llm_calls,
    tool_calls: trace.tool_calls,
    input_tokens: trace.input_tokens,
    output_tokens: trace.output_tokens,
    // A part is not shown as the whole.
    cost_usd: trace.unpriced > 0 ? null : usdOf(trace.cost_nano),
    model: trace.model,
    conversation: trace.conversation,
    violations: violations.get(trace.trace_id) ?? { amber: 0, red: 0 },
    tags: tags.get(trace.trace_id) ?? [],
  }))
}

/** Named one by one, which takes half as long as leaving some out does, and a trace has thousands. */
export const viewSpan = (trace: Pick<TraceRecord, 'started_us'>, span: SpanRecord): SpanView => ({
  span_id: span.span_id,
  parent_span_id: span.parent_span_id,
  name: span.name,
  kind: span.kind,
  started_at: timeOf(span.start_us / 1000),
  offset_us: span.start_us - trace.started_us,
  duration_us: span.duration_us,
  status: oneOf(spanStatuses, span.status),
  status_message: span.status_message,
  agent: span.agent,
  operation: span.operation,
  tool: span.tool,
  model: span.model,
  provider: span.provider,
  conversation: span.conversation,
  input_tokens: span.input_tokens,
  output_tokens: span.output_tokens,
  cost_usd: span.cost_nano === null ? null : usdOf(span.cost_nano),
})
