import type { Selectable } from 'kysely'
import type { Engine, Schema } from '../schema.ts'
import type { Tx } from '../store.ts'
import { manyRows } from './many-rows.ts'

/** What the spans that just came add to their trace. */
export type TraceGrowth = Omit<
  Selectable<Schema['trace']>,
  'workspace' | 'judged' | 'received_ms' | 'unjudged_since_ms'
>

/** The root says who and what it was, and how it ended; until it comes, the earliest span stands for it. */
const speaks = (column: string) =>
  `${column} = case when excluded.root_seen > trace.root_seen
     or (excluded.root_seen = trace.root_seen and excluded.speaker_us < trace.speaker_us)
   then excluded.${column} else trace.${column} end`
const added = (column: string) => `${column} = trace.${column} + excluded.${column}`
const first = 'case when excluded.started_us < trace.started_us then excluded.started_us else trace.started_us end'
const last = 'case when excluded.ended_us > trace.ended_us then excluded.ended_us else trace.ended_us end'
const earlierCall = 'excluded.model_us is not null and (trace.model_us is null or excluded.model_us < trace.model_us)'
const counted = [
  'span_count',
  'error_count',
  'llm_calls',
  'tool_calls',
  'input_tokens',
  'output_tokens',
  'cost_nano',
  'unpriced',
] as const

const upsert = manyRows({
  into: 'trace',
  columns: [
    ...['workspace', 'trace_id', 'agent', 'name', 'status', 'root_seen', 'started_us', 'ended_us', 'duration_us'],
    ...counted,
    ...['model', 'conversation', 'received_ms', 'judged', 'unjudged_since_ms', 'speaker_us', 'model_us'],
  ],
  onwards: `on conflict (workspace, trace_id) do update set
    ${speaks('agent')},
    ${speaks('name')},
    ${speaks('speaker_us')},
    status = case
      when excluded.root_seen > trace.root_seen then excluded.status
      when excluded.root_seen < trace.root_seen then trace.status
      when trace.status = 'error' then trace.status
      else excluded.status end,
    root_seen = case when excluded.root_seen > trace.root_seen then excluded.root_seen else trace.root_seen end,
    started_us = ${first},
    ended_us = ${last},
    duration_us = (${last}) - (${first}),
    ${counted.map(added).join(',\n    ')},
    model = case when ${earlierCall} then excluded.model else trace.model end,
    model_us = case when ${earlierCall} then excluded.model_us else trace.model_us end,
    conversation = coalesce(trace.conversation, excluded.conversation),
    received_ms = excluded.received_ms,
    judged = 0,
    unjudged_since_ms = case when trace.judged = 1 then excluded.received_ms else trace.unjudged_since_ms end`,
})

export async function growTraces(
  { db, workspace }: Tx,
  engine: Engine,
  traces: readonly TraceGrowth[],
  received_ms: number,
): Promise<void> {
  const rows = traces.map((trace) => [
    workspace,
    trace.trace_id,
    trace.agent,
    trace.name,
    trace.status,
    trace.root_seen,
    trace.started_us,
    trace.ended_us,
    trace.duration_us,
    ...counted.map((column) => trace[column]),
    trace.model,
    trace.conversation,
    received_ms,
    0,
    received_ms,
    trace.speaker_us,
    trace.model_us,
  ])
  for (const query of upsert(engine, rows)) await db.executeQuery(query)
}
