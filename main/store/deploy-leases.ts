import type { Who } from '../../shared/domain/action.ts'
import { type DeployRecord, deployRecordOf } from './deploy-record.ts'
import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'
import { everywhere } from './within.ts'

/** Who carries out what: of the moment, so no entry of the ledger tells of it. */
export type Leased = DeployRecord & { workspace: string; lease: string | null; lease_until: string | null }

/** What a process carries out and has not ended, and what nobody carries out any more. */
export function readLeased(db: ReadDb, lease: string, now: string): Promise<Leased[]> {
  return everywhere(async () => {
    const rows = await db
      .selectFrom('deploy')
      .selectAll()
      .where('outcome', 'is', null)
      .where((e) => e.or([e('lease', '=', lease), e('lease_until', '<=', now), e('lease_until', 'is', null)]))
      .orderBy('n')
      .execute()
    return rows.map((row) => ({
      ...deployRecordOf(row),
      workspace: row.workspace,
      lease: row.lease,
      lease_until: row.lease_until,
    }))
  })
}

/** Says that it lives, or takes over from one that does not. False where somebody else has it. */
export async function takeLease(
  tx: Tx,
  deploy_id: string,
  { lease, until }: { lease: string; until: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('deploy')
    .set({ lease, lease_until: until })
    .where('workspace', '=', tx.workspace)
    .where('deploy_id', '=', deploy_id)
    .where('outcome', 'is', null)
    .where((e) => e.or([e('lease', '=', lease), e('lease_until', '<=', tx.now), e('lease_until', 'is', null)]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Asks whoever carries it out to stop. The first who asks is the one who did. */
export async function askToStop(tx: Tx, deploy_id: string, by: Who): Promise<void> {
  await tx.db
    .updateTable('deploy')
    .set({ stop_by: by.id, stop_by_digest: by.digest })
    .where('workspace', '=', tx.workspace)
    .where('deploy_id', '=', deploy_id)
    .where('outcome', 'is', null)
    .where('stop_by', 'is', null)
    .execute()
}

/** Who has said last to carry it out, and until when that holds. */
export async function readLease(
  db: ReadDb,
  workspace: string,
  deploy_id: string,
): Promise<{ lease: string | null; lease_until: string | null }> {
  const row = await db
    .selectFrom('deploy')
    .select(['lease', 'lease_until'])
    .where('workspace', '=', workspace)
    .where('deploy_id', '=', deploy_id)
    .executeTakeFirst()
  return row ?? { lease: null, lease_until: null }
}

/** What a restored copy finds in flight: the original may be carrying it out, so the copy settles it as unknown. */
export const restoredLease = 'restored'

/**
 * Nothing that was in flight is carried on by a copy, and nothing that waited to be told is told by it. What became of a
 * deploy is said by an entry, and a restored ledger is the original's to the letter: so here it is only marked.
 */
export async function markRestoredDeploys(tx: Tx): Promise<void> {
  await tx.db
    .updateTable('deploy')
    .set({ lease: restoredLease, lease_until: tx.now, stop_by: null, stop_by_digest: null })
    .where('outcome', 'is', null)
    .execute()
  await tx.db
    .updateTable('deploy_notice')
    .set({ outcome: 'unknown', error: 'it waited when the backup was made', due_at: null, lease: null })
    .where('outcome', '=', 'pending')
    .execute()
}
