import type { Json } from './entry.ts'

/** What agents report of themselves, in the form in which it is kept. None of it is state of ours: it is observed, not decided. */
export const spanStatuses = ['unset', 'ok', 'error'] as const
export const traceStatuses = ['ok', 'error'] as const
/** Green passed; amber and red are violations. */
export const labels = ['green', 'amber', 'red'] as const
export type Label = (typeof labels)[number]
export const evaluationSources = ['reported', 'countersign'] as const
export const alertSources = ['alertmanager', 'detector'] as const
export const alertStatuses = ['firing', 'resolved'] as const

export type SpanEvent = { name: string; at: string; attributes: Record<string, Json> }
export type SpanLink = { trace_id: string; span_id: string; attributes: Record<string, Json> }
/** What of a span is read only when somebody looks at it. */
export type SpanDocument = {
  attributes: Record<string, Json>
  resource: Record<string, Json>
  scope: { name: string; version: string | null }
  events: SpanEvent[]
  links: SpanLink[]
  /** How many attributes, events and links were left out, by the reporter or because there were too many. */
  dropped: number
}

/** A span as it was understood: whole microseconds, and billionths of a dollar once it has a price. */
export type SpanFacts = {
  trace_id: string
  span_id: string
  parent_span_id: string | null
  name: string
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | 'unspecified'
  start_us: number
  duration_us: number
  status: (typeof spanStatuses)[number]
  status_message: string | null
  agent: string
  /** False where neither it nor a span above it says whose deed it is, and its service stands in. */
  named?: boolean
  operation: string | null
  tool: string | null
  model: string | null
  provider: string | null
  conversation: string | null
  input_tokens: number | null
  output_tokens: number | null
  document: SpanDocument
}

/** Frameworks are counted by, so together they are short: so many bytes of JSON. */
export const frameworksFit = (frameworks: readonly string[]): boolean =>
  new TextEncoder().encode(JSON.stringify(frameworks)).length <= 1_024

/** Whoever does not say which agent they are. */
export const unknownAgent = 'unknown'

export const bucketMs = 5 * 60_000

/** What a rule of ours looked at, beside its verdict; or what a reporter sent. */
export type EvaluationDocument = {
  frameworks: string[]
  /** Of a rule of ours: how it read then, and the value of each input. */
  judged: { rule: Json; inputs: Record<string, number> } | null
  /** Contributions of inputs, as somebody else's evaluation said them. */
  sent: { attributions: { input: string; value: number | null; contribution: number }[]; base: number | null } | null
}

export type AlertDocument = {
  labels: Record<string, string>
  annotations: Record<string, string>
  generator_url: string | null
  /** Of our own detector: what it compared. */
  measured: { metric: 'error_rate' | 'p95_ms' | 'cost_usd'; value: number; usual: number; limit: number } | null
}
