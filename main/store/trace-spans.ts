import type { Selectable } from 'kysely'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'

export type SpanRecord = Omit<Selectable<Schema['span']>, 'workspace' | 'document'>

const columns = [
  'trace_id',
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
export const readSpans = (db: ReadDb, workspace: string, trace_id: string, limit: number): Promise<SpanRecord[]> =>
  runByKey<SpanRecord>(db, 'spans of a trace', [workspace, trace_id, limit], () =>
    db
      .selectFrom('span')
      .select(columns)
      .where('workspace', '=', workspace)
      .where('trace_id', '=', trace_id)
      .orderBy('start_us')
      .orderBy('span_id')
      .limit(limit),
  )

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
