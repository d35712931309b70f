import type { Who } from '../../shared/domain/action.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

export type HoldRow = { held: boolean; reason: string | null; by: Who; since: string; last_seq: number }
export type PolicyRow = { single_operator: boolean; by: Who; since: string; last_seq: number }

const columns = ['by_id', 'by_digest', 'since', 'last_seq'] as const

/** Nothing, where nobody has ever held the workspace. */
export async function readHold(db: ReadDb, workspace: string): Promise<HoldRow | undefined> {
  const [row] = await runByKey(db, 'hold', [workspace], () =>
    db
      .selectFrom('workspace_hold')
      .select([...columns, 'held', 'reason'])
      .where('workspace', '=', workspace),
  )
  if (row === undefined) return undefined
  const { held, reason, by_id, by_digest, since, last_seq } = row
  return { held: held === 1, reason, by: { id: by_id, digest: by_digest }, since, last_seq }
}

export const isHeld = async (db: ReadDb, workspace: string): Promise<boolean> =>
  (await readHold(db, workspace))?.held ?? false

export async function saveHold(tx: Tx, { held, reason, by, since, last_seq }: HoldRow): Promise<void> {
  const row = { held: held ? 1 : 0, reason, by_id: by.id, by_digest: by.digest, since, last_seq }
  await tx.db
    .insertInto('workspace_hold')
    .values({ workspace: tx.workspace, ...row })
    .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
    .execute()
}

export async function readPolicy(db: ReadDb, workspace: string): Promise<PolicyRow | undefined> {
  const [row] = await runByKey(db, 'policy', [workspace], () =>
    db
      .selectFrom('workspace_policy')
      .select([...columns, 'single_operator'])
      .where('workspace', '=', workspace),
  )
  if (row === undefined) return undefined
  const { single_operator, by_id, by_digest, since, last_seq } = row
  return { single_operator: single_operator === 1, by: { id: by_id, digest: by_digest }, since, last_seq }
}

export async function savePolicy(tx: Tx, { single_operator, by, since, last_seq }: PolicyRow): Promise<void> {
  const row = { single_operator: single_operator ? 1 : 0, by_id: by.id, by_digest: by.digest, since, last_seq }
  await tx.db
    .insertInto('workspace_policy')
    .values({ workspace: tx.workspace, ...row })
    .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
    .execute()
}
