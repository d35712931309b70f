import { canonicalText } from '../../shared/domain/entry.ts'
import { type Retention, RetentionShape, unsaid } from '../../shared/domain/retention.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** As it is stored; nothing, where nobody has ever said anything about it. */
export async function readRetentionRow(db: ReadDb, workspace: string) {
  const [row] = await runByKey(db, 'retention', [workspace], () =>
    db.selectFrom('workspace_retention').select(['document', 'last_seq']).where('workspace', '=', workspace),
  )
  return row
}

export async function readRetention(db: ReadDb, workspace: string): Promise<Retention> {
  const row = await readRetentionRow(db, workspace)
  return row === undefined ? unsaid : RetentionShape.parse(JSON.parse(row.document))
}

const retentionText = (retention: Retention): string => canonicalText(retention)

export async function saveRetention(tx: Tx, retention: Retention, last_seq: number): Promise<void> {
  const row = { document: retentionText(retention), last_seq }
  await tx.db
    .insertInto('workspace_retention')
    .values({ workspace: tx.workspace, ...row })
    .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
    .execute()
}
