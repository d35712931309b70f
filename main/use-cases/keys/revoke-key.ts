import type { Identity } from '../../../shared/domain/actor.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { type ApiKey, findKeyById, markRevoked } from '../../store/api-keys.ts'
import { everywhere } from '../../store/within.ts'

/** From the commit on, no call with this key is answered, by any process. */
export async function revokeKey({ store }: Pick<Services, 'store'>, by: Identity, id: string): Promise<Result<ApiKey>> {
  const found = await everywhere(() => findKeyById(store.read, id))
  if (!found) return refuse('not_found', `There is no API key ${id}.`)
  return store.write(found.workspace, async (tx) => {
    const key = await findKeyById(tx.db, id)
    if (!key) return refuse('not_found', `There is no API key ${id}.`)
    if (key.revoked_at !== null) return refuse('already_revoked', `The key was revoked at ${key.revoked_at}.`)
    await markRevoked(tx, id)
    tx.append({ action: 'access.key.revoked', subject: `key:${id}`, actor: await knowActor(tx, by), data: {} })
    return ok({ ...key, revoked_at: tx.now })
  })
}
