import { sql } from 'kysely'
import type { Tx } from '../store.ts'

type Placed = { trace_id: string; parent_span_id: string | null }
type Above = { trace_id: string; span_id: string; agent: string }

/** Whose deeds the stored parents of these are, where that is known: by the ids of trace and parent together. */
export async function agentsAbove({ db, workspace }: Tx, spans: readonly Placed[]): Promise<Map<string, string>> {
  const traces = [...new Set(spans.map(({ trace_id }) => trace_id))]
  const parents = [...new Set(spans.flatMap(({ parent_span_id }) => parent_span_id ?? []))]
  const { rows } = await sql<Above>`
    select trace_id, span_id, agent from span
    where workspace = ${workspace} and trace_id in (${sql.join(traces)}) and span_id in (${sql.join(parents)})
      and named = 1`.execute(db)
  return new Map(rows.map(({ trace_id, span_id, agent }) => [trace_id + span_id, agent]))
}

/** What buckets count of a span. */
export type UnnamedSpan = {
  trace_id: string
  span_id: string
  parent_span_id: string | null
  start_us: number
  status: string
  agent: string
  operation: string | null
  model: string | null
  input_tokens: number | null
  output_tokens: number | null
  cost_nano: number | null
}

/** The spans right below these that say of nobody whose deeds they are. */
export async function readUnnamedBelow(
  { db, workspace }: Tx,
  parents: readonly { trace_id: string; span_id: string }[],
): Promise<UnnamedSpan[]> {
  const traces = [...new Set(parents.map(({ trace_id }) => trace_id))]
  const ids = [...new Set(parents.map(({ span_id }) => span_id))]
  const { rows } = await sql<UnnamedSpan>`
    select trace_id, span_id, parent_span_id, start_us, status, agent, operation, model, input_tokens, output_tokens,
      cost_nano
    from span where workspace = ${workspace} and trace_id in (${sql.join(traces)})
      and parent_span_id in (${sql.join(ids)}) and named = 0`.execute(db)
  return rows
}

/** One of them has been named by a span above it; what evaluators said by its events goes with it. */
export async function nameSpan(
  { db, workspace }: Tx,
  { trace_id, span_id }: { trace_id: string; span_id: string },
  agent: string,
): Promise<void> {
  await db
    .updateTable('span')
    .set({ agent, named: 1 })
    .where('workspace', '=', workspace)
    .where('trace_id', '=', trace_id)
    .where('span_id', '=', span_id)
    .execute()
  await db
    .updateTable('evaluation')
    .set({ agent })
    .where('workspace', '=', workspace)
    .where('trace_id', '=', trace_id)
    .where('span_id', '=', span_id)
    .where('told_by', 'like', 'span:%')
    .execute()
}
