import type { Generated, GeneratedAlways } from 'kysely'

/** The tables of what the fleet reports, and of the assistant. Times are since 1970, costs in billionths of a dollar. */
export type FleetSchema = {
  span: {
    workspace: string
    trace_id: string
    span_id: string
    parent_span_id: string | null
    name: string
    kind: string
    start_us: number
    duration_us: number
    status: string
    status_message: string | null
    agent: string
    named: Generated<number>
    operation: string | null
    tool: string | null
    model: string | null
    provider: string | null
    conversation: string | null
    input_tokens: number | null
    output_tokens: number | null
    cost_nano: number | null
    /** `SpanDocument`, as JSON. */
    document: string
  }
  trace: {
    workspace: string
    trace_id: string
    agent: string
    name: string
    status: string
    root_seen: number
    started_us: number
    ended_us: number
    duration_us: number
    span_count: number
    error_count: number
    llm_calls: number
    tool_calls: number
    input_tokens: number
    output_tokens: number
    cost_nano: number
    unpriced: number
    model: string | null
    conversation: string | null
    received_ms: number
    judged: number
    unjudged_since_ms: Generated<number>
    speaker_us: Generated<number>
    model_us: Generated<number | null>
  }
  usage_bucket: {
    workspace: string
    bucket_ms: number
    agent: string
    model: string
    runs: number
    errors: number
    calls: number
    input_tokens: number
    output_tokens: number
    cost_nano: number
    unpriced: number
  }
  evaluation: {
    n: GeneratedAlways<number>
    workspace: string
    evaluation_id: string
    trace_id: string
    span_id: string | null
    agent: string
    rule: string
    source: string
    rule_id: string | null
    score: number | null
    label: string
    explanation: string | null
    /** `EvaluationDocument`, as JSON. */
    document: string
    /** Its frameworks, as JSON: derived. */
    frameworks: GeneratedAlways<string>
    at_ms: number
    told_by: string
  }
  alert_event: {
    n: GeneratedAlways<number>
    workspace: string
    alert_id: string
    fingerprint: string
    source: string
    name: string
    agent: string | null
    severity: string
    status: string
    summary: string | null
    /** `AlertDocument`, as JSON. */
    document: string
    starts_ms: number
    ends_ms: number | null
    updated_ms: number
    silent: Generated<number>
  }
  /** The rule, who set it so and when, canonical. */
  fleet_rule: { workspace: string; rule_id: string; document: string; removed: number; last_seq: number }
  /** `FleetSettings`, who set them so and when, canonical. */
  fleet_setting: { workspace: string; document: string; last_seq: number }
  agent_pause: {
    n: GeneratedAlways<number>
    workspace: string
    pause_id: string
    agent: string
    reason: string
    until: string | null
    paused_at: string
    paused_by: string
    paused_by_digest: string
    resumed_at: string | null
    resumed_by: string | null
    resumed_by_digest: string | null
    last_seq: number
  }
  chat_session: {
    workspace: string
    session_id: string
    owner: string
    title: string | null
    archived: number
    created_at: string
    updated_at: string
    message_count: number
    last_seq: number
  }
  chat_message: {
    n: GeneratedAlways<number>
    workspace: string
    session_id: string
    message_id: string
    role: string
    content: string
    /** An array of tiles, as JSON. */
    tiles: string
    status: string
    created_at: string
  }
}
