import type { Who } from '../../shared/domain/action.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

export type DrillPolicyRow = { require_verified: boolean; by: Who; since: string; last_seq: number }

/** Nothing, where nobody has ever set it. */
export async function readDrillPolicy(db: ReadDb, workspace: string): Promise<DrillPolicyRow | undefined> {
  const [row] = await runByKey(db, 'drill policy', [workspace], () =>
    db
      .selectFrom('drill_policy')
      .select(['require_verified', 'by_id', 'by_digest', 'since', 'last_seq'])
      .where('workspace', '=', workspace),
  )
  if (row === undefined) return undefined
  const { require_verified, by_id, by_digest, since, last_seq } = row
  return { require_verified: require_verified === 1, by: { id: by_id, digest: by_digest }, since, last_seq }
}

export async function saveDrillPolicy(
  tx: Tx,
  { require_verified, by, since, last_seq }: DrillPolicyRow,
): Promise<void> {
  const row = { require_verified: require_verified ? 1 : 0, by_id: by.id, by_digest: by.digest, since, last_seq }
  await tx.db
    .insertInto('drill_policy')
    .values({ workspace: tx.workspace, ...row })
    .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
    .execute()
}
