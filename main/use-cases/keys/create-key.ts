import { v7 as uuidv7 } from 'uuid'
import type { Identity } from '../../../shared/domain/actor.ts'
import type { Role } from '../../../shared/domain/permission.ts'
import { generateKey, hashKey, keyIdentity } from '../../identity/api-keys.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { insertKey } from '../../store/api-keys.ts'
import { ensureWorkspace } from '../../store/workspaces.ts'

export type NewKey = { workspace: string; name: string; roles: readonly Role[] }

/** Makes a key for a workspace, which is opened if there is none of that name. The key itself is in the answer alone. */
export async function createKey(
  { store }: Pick<Services, 'store'>,
  by: Identity,
  wanted: NewKey,
): Promise<{ id: string; key: string }> {
  await ensureWorkspace(store, wanted.workspace, by)
  const key = generateKey()
  const id = uuidv7()
  await store.write(wanted.workspace, async (tx) => {
    const { name, roles } = wanted
    const key_sha256 = hashKey(key)
    await insertKey(tx, { id, name, roles, hash: key_sha256 })
    const holder = await knowActor(tx, keyIdentity({ id, name }))
    const actor = await knowActor(tx, by)
    const data = { name, roles: [...roles], key_sha256, actor_id: holder.id, actor_digest: holder.digest }
    tx.append({ action: 'access.key.created', subject: `key:${id}`, actor, data })
  })
  return { id, key }
}
