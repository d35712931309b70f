import { isUniqueViolation } from './errors.ts'
import type { ReadDb } from './schema.ts'
import type { Store, Tx } from './store.ts'

export type Instance = { id: string; sample: boolean; publicKey: Buffer; createdAt: string }

export async function readInstance(db: ReadDb): Promise<Instance | undefined> {
  const row = await db.selectFrom('instance').selectAll().executeTakeFirst()
  return row && { id: row.id, sample: row.sample === 1, publicKey: row.public_key, createdAt: row.created_at }
}

/** Whoever comes first names the instance; everybody else reads it. */
export async function claimInstance(
  store: Store,
  proposal: { id: string; sample: boolean; publicKey: Uint8Array; wrappedKey?: WrappedKey },
): Promise<Instance> {
  const claim = store.write(noWorkspace, async ({ db, now }) => {
    if (await readInstance(db)) return
    const { id, sample, publicKey, wrappedKey } = proposal
    await db
      .insertInto('instance')
      .values({ id, created_at: now, sample: sample ? 1 : 0, public_key: Buffer.from(publicKey) })
      .execute()
    if (wrappedKey !== undefined) await storeWrappedKey({ db, now }, id, wrappedKey)
  })
  await claim.catch((error: unknown) => (isUniqueViolation(error) ? undefined : Promise.reject(error)))
  const instance = await readInstance(store.read)
  if (!instance) throw new Error('the instance could not be named')
  return instance
}

/** The signing key of all processes, and the master key it is wrapped under; null where there was only ever one. */
export type WrappedKey = { wrapped: string; key_id: string | null }

export async function readWrappedKey(db: ReadDb): Promise<WrappedKey | undefined> {
  return db.selectFrom('signing_key').select(['wrapped', 'key_id']).executeTakeFirst()
}

export async function storeWrappedKey(
  { db, now }: Pick<Tx, 'db' | 'now'>,
  instance: string,
  key: WrappedKey,
): Promise<void> {
  await db
    .insertInto('signing_key')
    .values({ instance_id: instance, ...key, created_at: now })
    .execute()
}

/** If it is still as it was read. */
export async function rewrapKey({ db }: Pick<Tx, 'db'>, from: WrappedKey, to: WrappedKey): Promise<void> {
  await db.updateTable('signing_key').set(to).where('wrapped', '=', from.wrapped).execute()
}

/** Not a workspace: no ledger stands behind it, so nothing may be appended from here. */
const noWorkspace = ''
