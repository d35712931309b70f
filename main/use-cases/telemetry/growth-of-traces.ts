import { isModelCall } from '../../../shared/domain/model-call.ts'
import type { TraceGrowth } from '../../store/ingest/grow-traces.ts'
import type { PricedSpan } from '../../store/ingest/insert-spans.ts'

type Seen = { growth: TraceGrowth; speaker: PricedSpan }

/** What new spans add to the traces that they belong to. */
export function growthOfTraces(spans: readonly PricedSpan[]): TraceGrowth[] {
  const traces = new Map<string, Seen>()
  for (const span of spans) {
    const seen = traces.get(span.trace_id) ?? begin(span)
    traces.set(span.trace_id, seen)
    add(seen, span)
  }
  return [...traces.values()].map(finish)
}

const begin = (span: PricedSpan): Seen => ({
  speaker: span,
  growth: {
    trace_id: span.trace_id,
    agent: span.agent,
    name: span.name,
    status: 'ok',
    root_seen: 0,
    started_us: span.start_us,
    ended_us: span.start_us,
    duration_us: 0,
    span_count: 0,
    error_count: 0,
    llm_calls: 0,
    tool_calls: 0,
    input_tokens: 0,
    output_tokens: 0,
    cost_nano: 0,
    unpriced: 0,
    model: null,
    conversation: null,
    speaker_us: span.start_us,
    model_us: null,
  },
})

function add(seen: Seen, span: PricedSpan): void {
  const { growth } = seen
  const isCall = isModelCall(span)
  if (speaksBefore(span, seen.speaker)) seen.speaker = span
  growth.started_us = Math.min(growth.started_us, span.start_us)
  growth.ended_us = Math.max(growth.ended_us, span.start_us + span.duration_us)
  growth.span_count += 1
  growth.error_count += span.status === 'error' ? 1 : 0
  growth.tool_calls += span.operation === 'execute_tool' ? 1 : 0
  growth.conversation ??= span.conversation
  if (!isCall) return
  growth.llm_calls += 1
  growth.input_tokens += span.input_tokens ?? 0
  growth.output_tokens += span.output_tokens ?? 0
  growth.cost_nano += span.cost_nano ?? 0
  // A call that failed before any token was counted leaves nothing open.
  const used = (span.input_tokens ?? 0) + (span.output_tokens ?? 0) > 0
  growth.unpriced += span.cost_nano === null && used ? 1 : 0
  if (span.model === null || span.start_us >= (growth.model_us ?? Number.POSITIVE_INFINITY)) return
  growth.model_us = span.start_us
  growth.model = span.model
}

/** A root before any other span, and the earlier before the later. */
function speaksBefore(span: PricedSpan, speaker: PricedSpan): boolean {
  const [isRoot, wasRoot] = [span.parent_span_id === null, speaker.parent_span_id === null]
  return isRoot === wasRoot ? span.start_us < speaker.start_us : isRoot
}

function finish({ growth, speaker }: Seen): TraceGrowth {
  const hasRoot = speaker.parent_span_id === null
  // A step that failed and was tried again is no failure; whether all of it failed, the root says.
  const failed = hasRoot ? speaker.status === 'error' : growth.error_count > 0
  return {
    ...growth,
    agent: speaker.agent,
    name: speaker.name,
    speaker_us: speaker.start_us,
    root_seen: hasRoot ? 1 : 0,
    status: failed ? 'error' : 'ok',
    duration_us: growth.ended_us - growth.started_us,
  }
}
