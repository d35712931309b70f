import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import type { Engine } from '../schema.ts'
import type { Tx } from '../store.ts'
import { manyRows } from './many-rows.ts'

/** A span with what it cost, in billionths of a dollar; null where it is no model call, or its model has no price. */
export type PricedSpan = SpanFacts & {
  cost_nano: number | null
  /** Its document as JSON. */
  text: string
}

const insert = manyRows({
  into: 'span',
  columns: [
    ...['workspace', 'trace_id', 'span_id', 'parent_span_id', 'name', 'kind', 'start_us', 'duration_us', 'status'],
    ...['status_message', 'agent', 'named', 'operation', 'tool', 'model', 'provider', 'conversation', 'input_tokens'],
    ...['output_tokens', 'cost_nano', 'document'],
  ],
  onwards: 'on conflict (workspace, trace_id, span_id) do nothing returning trace_id, span_id',
})

/** Those that were not there yet. A batch that is sent again, because its answer was lost, adds nothing. */
export async function insertSpans(
  { db, workspace }: Tx,
  engine: Engine,
  spans: readonly PricedSpan[],
): Promise<PricedSpan[]> {
  const rows = spans.map((span) => [
    workspace,
    span.trace_id,
    span.span_id,
    span.parent_span_id,
    span.name,
    span.kind,
    span.start_us,
    span.duration_us,
    span.status,
    span.status_message,
    span.agent,
    span.named === false ? 0 : 1,
    span.operation,
    span.tool,
    span.model,
    span.provider,
    span.conversation,
    span.input_tokens,
    span.output_tokens,
    span.cost_nano,
    span.text,
  ])
  const inserted: Key[] = []
  for (const query of insert(engine, rows)) inserted.push(...((await db.executeQuery(query)).rows as Key[]))
  if (inserted.length === spans.length) return [...spans]
  // Twice in one batch it is one: the first.
  const fresh = new Set(inserted.map(keyOf))
  return spans.filter((span) => fresh.delete(keyOf(span)))
}

type Key = { trace_id: string; span_id: string }
const keyOf = ({ trace_id, span_id }: Key): string => trace_id + span_id
