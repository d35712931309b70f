import type { Tx } from '../store.ts'

/** Whose traces these are, as far as any span of them has come. */
export async function agentsOfTraces(
  { db, workspace }: Tx,
  trace_ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (trace_ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('trace')
    .select(['trace_id', 'agent'])
    .where('workspace', '=', workspace)
    .where('trace_id', 'in', [...new Set(trace_ids)])
    .execute()
  return new Map(rows.map(({ trace_id, agent }) => [trace_id, agent]))
}
