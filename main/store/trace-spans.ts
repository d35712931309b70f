import type { Selectable } from 'kysely'
import { plannedOnce } from './planned-once.ts'
import { keepPlan } from './prepared.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey, runShaped } from './shaped.ts'

export type SpanRecord = Omit<Selectable<Schema['span']>, 'workspace' | 'trace_id' | 'named' | 'document'>

const columns = [
  'span_id',
  'parent_span_id',
  'name',
  'kind',
  'start_us',
  'duration_us',
  'status',
  'status_message',
  'agent',
  'operation',
  'tool',
  'model',
  'provider',
  'conversation',
  'input_tokens',
  'output_tokens',
  'cost_nano',
] as const

/** Those of a trace in the order of their beginning, without what is read only when somebody looks at one. */
export function readSpans(db: ReadDb, workspace: string, trace_id: string, limit: number): Promise<SpanRecord[]> {
  const build = () =>
    db
      .selectFrom('span')
      .select(columns)
      .where('workspace', '=', workspace)
      .where('trace_id', '=', trace_id)
      .orderBy('start_us')
      .orderBy('span_id')
      .limit(limit)
  const keep = (text: string) => keepPlan(plannedOnce(text))
  return runShaped<SpanRecord>(db, 'spans of a trace', [workspace, trace_id, limit], build, keep)
}

export async function findSpan(
  db: ReadDb,
  workspace: string,
  trace_id: string,
  span_id: string,
): Promise<(SpanRecord & { document: string }) | undefined> {
  const [row] = await runByKey<SpanRecord & { document: string }>(db, 'span', [workspace, trace_id, span_id], () =>
    db
      .selectFrom('span')
      .select([...columns, 'document'])
      .where('workspace', '=', workspace)
      .where('trace_id', '=', trace_id)
      .where('span_id', '=', span_id),
  )
  return row
}
