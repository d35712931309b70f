import { sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

/** Whose it is, what it opens, and which of several. */
export type SecretPlace = { workspace: string; owner: string; provider: string; label: string }
export type SealedSecret = SecretPlace & { key_id: string; sealed: string }

export async function findSecret(db: ReadDb, place: SecretPlace): Promise<SealedSecret | undefined> {
  return db
    .selectFrom('secret')
    .select(['workspace', 'owner', 'provider', 'label', 'key_id', 'sealed'])
    .where('workspace', '=', place.workspace)
    .where('owner', '=', place.owner)
    .where('provider', '=', place.provider)
    .where('label', '=', place.label)
    .executeTakeFirst()
}

/** What there is, without what is in it. */
export async function listSecrets(db: ReadDb, workspace: string, owner: string) {
  return db
    .selectFrom('secret')
    .select(['provider', 'label', 'created_at', 'updated_at'])
    .where('workspace', '=', workspace)
    .where('owner', '=', owner)
    .orderBy('provider')
    .orderBy('label')
    .execute()
}

export async function putSecret(tx: Tx, secret: SealedSecret): Promise<void> {
  const { key_id, sealed } = secret
  await tx.db
    .insertInto('secret')
    .values({ ...secret, created_at: tx.now, updated_at: tx.now })
    .onConflict((conflict) =>
      conflict.columns(['workspace', 'owner', 'provider', 'label']).doUpdateSet({ key_id, sealed, updated_at: tx.now }),
    )
    .execute()
}

export type Rewrap = { from: SealedSecret; to: Pick<SealedSecret, 'key_id' | 'sealed'> }

/** Under another key, each if nobody has changed it since it was read. It is the same secret, and as old as before. */
export async function rewrapSecrets(tx: Tx, rewraps: readonly Rewrap[]): Promise<number> {
  if (rewraps.length === 0) return 0
  const rows = rewraps.map(({ from, to }) => {
    const { workspace, owner, provider, label, sealed } = from
    return sql`(${sql.join([workspace, owner, provider, label, sealed, to.key_id, to.sealed])})`
  })
  const { numAffectedRows } = await sql`
    with moved (workspace, owner, provider, label, before, key_id, sealed) as (values ${sql.join(rows)})
    update secret set key_id = moved.key_id, sealed = moved.sealed from moved
    where secret.workspace = moved.workspace and secret.owner = moved.owner and secret.provider = moved.provider
      and secret.label = moved.label and secret.sealed = moved.before`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}

/** False when there was none. */
export async function deleteSecret(tx: Tx, place: SecretPlace): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('secret')
    .where('workspace', '=', place.workspace)
    .where('owner', '=', place.owner)
    .where('provider', '=', place.provider)
    .where('label', '=', place.label)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** All of one provider that are the workspace's own: of a surface, say. */
export async function forgetSecretsFor(tx: Tx, provider: string): Promise<void> {
  await tx.db
    .deleteFrom('secret')
    .where('workspace', '=', tx.workspace)
    .where('owner', '=', '')
    .where('provider', '=', provider)
    .execute()
}

/** Those of this label, of whoever they are. Says which there were. */
export async function forgetSecretsLabelled(tx: Tx, label: string): Promise<Pick<SecretPlace, 'owner' | 'provider'>[]> {
  return tx.db
    .deleteFrom('secret')
    .where('workspace', '=', tx.workspace)
    .where('label', '=', label)
    .returning(['owner', 'provider'])
    .execute()
}

/** Whoever is forgotten leaves no keys behind. */
export async function forgetSecrets(tx: Tx, owner: string): Promise<void> {
  await tx.db.deleteFrom('secret').where('workspace', '=', tx.workspace).where('owner', '=', owner).execute()
}

/** Of all workspaces, in their order: what another key than this one seals. */
export async function secretsNotUnder(
  db: ReadDb,
  keyId: string,
  after: SecretPlace | undefined,
  limit: number,
): Promise<SealedSecret[]> {
  const from = after
    ? sql<boolean>`(workspace, owner, provider, label) > (${after.workspace}, ${after.owner}, ${after.provider}, ${after.label})`
    : sql<boolean>`1 = 1`
  return db
    .selectFrom('secret')
    .select(['workspace', 'owner', 'provider', 'label', 'key_id', 'sealed'])
    .where('key_id', '<>', keyId)
    .where(from)
    .orderBy('workspace')
    .orderBy('owner')
    .orderBy('provider')
    .orderBy('label')
    .limit(limit)
    .execute()
}

/** How many secrets of all workspaces each master key seals. */
export async function countByKey(db: ReadDb): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('secret')
    .select(['key_id', (e) => e.fn.countAll<number | string>().as('count')])
    .groupBy('key_id')
    .orderBy('key_id')
    .execute()
  return new Map(rows.map(({ key_id, count }) => [key_id, Number(count)]))
}

export async function readCurrentKey(db: ReadDb): Promise<string | null> {
  const row = await db.selectFrom('current_master_key').select('key_id').executeTakeFirst()
  return row?.key_id ?? null
}

/**
 * Which key seals, and until this transaction ends nobody changes it. So once it was changed, nothing more is sealed
 * under the one before, by whatever process: not a shared lock, because SQLite has none and few secrets are written.
 */
export async function lockCurrentKey(tx: Tx): Promise<string | null> {
  const row = await tx.db
    .updateTable('current_master_key')
    .set((e) => ({ key_id: e.ref('key_id') }))
    .returning('key_id')
    .executeTakeFirstOrThrow()
  return row.key_id
}

/** Only by whoever holds the lock. */
export async function setCurrentKey(tx: Tx, keyId: string): Promise<void> {
  await tx.db.updateTable('current_master_key').set({ key_id: keyId }).execute()
}
