import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

export type TraceTag = { trace_id: string; tag: string; action_id: string; at: string; seq: number }

export async function insertTraceTag(tx: Tx, tag: TraceTag): Promise<void> {
  await tx.db
    .insertInto('trace_tag')
    .values({ workspace: tx.workspace, ...tag })
    .execute()
}

export async function readTraceTags(db: ReadDb, workspace: string): Promise<TraceTag[]> {
  return db
    .selectFrom('trace_tag')
    .select(['trace_id', 'tag', 'action_id', 'at', 'seq'])
    .where('workspace', '=', workspace)
    .orderBy('seq')
    .execute()
}
