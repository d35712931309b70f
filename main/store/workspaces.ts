import type { Identity } from '../../shared/domain/actor.ts'
import { knowActor } from './actors.ts'
import { isUniqueViolation } from './errors.ts'
import type { ReadDb } from './schema.ts'
import type { Store } from './store.ts'
import { everywhere, within } from './within.ts'

/** Opens a workspace if there is none of that name; the first entry of its ledger says so. */
export async function ensureWorkspace(store: Store, id: string, by: Identity): Promise<void> {
  if (await within(id, () => workspaceExists(store.read, id))) return
  const open = () =>
    store.write(id, async (tx) => {
      if (await workspaceExists(tx.db, id)) return
      await tx.db.insertInto('workspace').values({ id, created_at: tx.now }).execute()
      await tx.db
        .insertInto('ledger_head')
        .values({ workspace: id, size: 0, edge: Buffer.alloc(0) })
        .execute()
      const actor = await knowActor(tx, by)
      tx.append({ action: 'workspace.ledger.opened', subject: `workspace:${id}`, actor, data: {} })
    })
  // Two servers may open the same workspace at once; the one that comes second finds it open.
  await open().catch((error: unknown) => (isUniqueViolation(error) ? open() : Promise.reject(error)))
}

export async function workspaceExists(db: ReadDb, id: string): Promise<boolean> {
  return (await db.selectFrom('workspace').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

export async function listWorkspaces(db: ReadDb): Promise<string[]> {
  const query = db.selectFrom('workspace').select('id').orderBy('id')
  const rows = await everywhere(() => query.execute())
  return rows.map((row) => row.id)
}

/** Every workspace that any row speaks of, also one whose own row was taken away: a verification must not pass it by. */
export async function mentionedWorkspaces(db: ReadDb): Promise<string[]> {
  const rows = await db
    .selectFrom('workspace')
    .select('id')
    .union(db.selectFrom('ledger_head').select('workspace as id'))
    .union(db.selectFrom('ledger_entry').select('workspace as id').distinct())
    .union(db.selectFrom('actor').select('workspace as id').distinct())
    .union(db.selectFrom('api_key').select('workspace as id').distinct())
    .union(db.selectFrom('webhook').select('workspace as id').distinct())
    .execute()
  return rows.map((row) => row.id).sort()
}
