import type { Role } from '../../shared/domain/permission.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Store, Tx } from './store.ts'
import { everywhere } from './within.ts'

/** A key as it may be shown: everything but what opens the door. */
export type ApiKey = {
  id: string
  workspace: string
  name: string
  roles: Role[]
  created_at: string
  revoked_at: string | null
  last_used_at: string | null
}

const shown = ['id', 'workspace', 'name', 'roles', 'created_at', 'revoked_at', 'last_used_at'] as const

export async function insertKey(tx: Tx, key: { id: string; name: string; roles: readonly Role[]; hash: string }) {
  await tx.db
    .insertInto('api_key')
    .values({
      id: key.id,
      workspace: tx.workspace,
      name: key.name,
      roles: JSON.stringify(key.roles),
      hash: key.hash,
      created_at: tx.now,
      revoked_at: null,
    })
    .execute()
}

export async function findKeyById(db: ReadDb, id: string): Promise<ApiKey | undefined> {
  const row = await db.selectFrom('api_key').select(shown).where('id', '=', id).executeTakeFirst()
  return row && present(row)
}

/** In whatever workspace: which one a key opens is known once it is found. */
export async function findKeyByHash(db: ReadDb, hash: string): Promise<(ApiKey & { hash: string }) | undefined> {
  const query = () =>
    db
      .selectFrom('api_key')
      .select([...shown, 'hash'])
      .where('hash', '=', hash)
  const [row] = await everywhere(() => runByKey(db, 'key by hash', [hash], query))
  return row && { ...present(row), hash: row.hash }
}

export async function listKeys(db: ReadDb, workspace?: string): Promise<ApiKey[]> {
  let query = db.selectFrom('api_key').select(shown).orderBy('workspace').orderBy('created_at').orderBy('id')
  if (workspace !== undefined) query = query.where('workspace', '=', workspace)
  return (await query.execute()).map(present)
}

/** As stored, hash and all: for the verifier, who compares it with the entry that made the key. */
export async function readKeyRows(db: ReadDb, workspace: string) {
  return db
    .selectFrom('api_key')
    .select(['id', 'name', 'roles', 'hash', 'created_at', 'revoked_at'])
    .where('workspace', '=', workspace)
    .execute()
}

export async function markRevoked(tx: Tx, id: string): Promise<void> {
  await tx.db.updateTable('api_key').set({ revoked_at: tx.now }).where('id', '=', id).execute()
}

/** Bookkeeping, not a fact of the ledger: written at most once a minute per key. */
export async function touchKey(store: Store, workspace: string, id: string): Promise<void> {
  await store.write(workspace, async (tx) => {
    await tx.db.updateTable('api_key').set({ last_used_at: tx.now }).where('id', '=', id).execute()
  })
}

const present = (row: Omit<ApiKey, 'roles'> & { roles: string }): ApiKey => ({
  ...row,
  roles: JSON.parse(row.roles) as Role[],
})
