import { sql } from 'kysely'
import { type DeliveryOutcome, deliveryOutcomes } from '../../shared/domain/connector.ts'
import type { ReadDb } from './schema.ts'
import type { DeploySchema } from './schema-deploys.ts'
import { runShaped } from './shaped.ts'
import type { Tx } from './store.ts'
import { everywhere } from './within.ts'

type Row = DeploySchema['deploy_notice']
/** A message about a deploy that waits to be sent, or was. */
export type QueuedNotice = Omit<Row, 'workspace' | 'outcome'> & { outcome: DeliveryOutcome }
export type NewNotice = Pick<Row, 'notice_id' | 'deploy_id' | 'connector' | 'body'>

/** In the text of the query: only so does SQLite see that the index of what is pending is enough. */
const pending = sql.lit('pending')

/** Due at once. They commit with what they tell of, or not at all. */
export async function insertNotices(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return
  const fresh = { created_at: tx.now, outcome: 'pending', error: null, due_at: tx.now, lease: null, tries: 0 }
  const rows = notices.map((notice) => ({ workspace: tx.workspace, ...notice, ...fresh }))
  await tx.db.insertInto('deploy_notice').values(rows).execute()
}

export async function findNotice(db: ReadDb, workspace: string, notice_id: string): Promise<QueuedNotice | undefined> {
  const row = await db
    .selectFrom('deploy_notice')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('notice_id', '=', notice_id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { workspace: _, outcome, ...notice } = row
  return { ...notice, outcome: deliveryOutcomes.find((each) => each === outcome) ?? 'unknown' }
}

/** Whether anybody was, or is to be, told of a deploy. */
export async function hasNotices(db: ReadDb, workspace: string, deploy_id: string): Promise<boolean> {
  const row = await db
    .selectFrom('deploy_notice')
    .select('notice_id')
    .where('workspace', '=', workspace)
    .where('deploy_id', '=', deploy_id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export type DueNotice = { workspace: string; notice_id: string }

/** Of any workspace, the longest due first: what nobody sends, and what somebody began to send and did not come back. */
export function findDueNotices(db: ReadDb, now: string, limit: number): Promise<DueNotice[]> {
  const query = () =>
    db
      .selectFrom('deploy_notice')
      .select(['workspace', 'notice_id'])
      .where('outcome', '=', pending)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('notice_id')
      .limit(limit)
  return everywhere(() => runShaped(db, 'due deploy notices', [now, limit], query))
}

/** When the next one is due that is not due yet, of any workspace. */
export async function findNextNotice(db: ReadDb, now: string): Promise<string | undefined> {
  const query = () =>
    db
      .selectFrom('deploy_notice')
      .select('due_at')
      .where('outcome', '=', pending)
      .where('due_at', '>', now)
      .orderBy('due_at')
      .limit(1)
  const [row] = await everywhere(() => runShaped(db, 'next due deploy notice', [now, 1], query))
  return row?.due_at ?? undefined
}

/** Of what is pending; what is settled stays as it is. */
export async function changeNotice(
  tx: Tx,
  notice_id: string,
  changed: Partial<Pick<Row, 'outcome' | 'error' | 'due_at' | 'lease' | 'tries'>>,
): Promise<void> {
  await tx.db
    .updateTable('deploy_notice')
    .set(changed)
    .where('workspace', '=', tx.workspace)
    .where('notice_id', '=', notice_id)
    .where('outcome', '=', pending)
    .execute()
}

/** What the sample's story tells of was told long ago. */
export async function settleToldNotices(tx: Tx): Promise<void> {
  await tx.db
    .updateTable('deploy_notice')
    .set({ outcome: 'delivered', due_at: null })
    .where('workspace', '=', tx.workspace)
    .where('outcome', '=', pending)
    .execute()
}
