import { isLifelong } from '../../identity/master-keys.ts'
import type { Services } from '../../services.ts'
import { readWrappedKey } from '../../store/instance.ts'
import { countByKey, readCurrentKey } from '../../store/secrets.ts'
import { everywhere } from '../../store/within.ts'

export type KeyUse = {
  id: string
  /** Is it here, so that what it seals opens? */
  here: boolean
  /** New secrets go under it. */
  current: boolean
  secrets: number
  /** The ledger's own key is under it too: only where that is in the database. */
  signingKey: boolean
}

type Asked = Pick<Services, 'store' | 'masterKeys'>

/** Every master key that is here or is needed, and what for. */
export async function masterKeyStatus({ store, masterKeys }: Asked): Promise<KeyUse[]> {
  const counts = await everywhere(() => countByKey(store.read))
  const wrapped = await readWrappedKey(store.read)
  const keys = await masterKeys.reread()
  const current = (await readCurrentKey(store.read)) ?? keys[0]?.id
  const ids = new Set([...keys.map(({ id }) => id), ...counts.keys()])
  if (wrapped?.key_id) ids.add(wrapped.key_id)
  const uses = [...ids].map((id) => ({
    id,
    here: masterKeys.known(id) !== undefined,
    current: id === current,
    secrets: counts.get(id) ?? 0,
    signingKey: wrapped?.key_id === id,
  }))
  return uses.filter(({ id }) => !isLifelong(id))
}

/** Sealed secrets whose key is not here: nobody can open them until it is. */
export const unopened = (uses: readonly KeyUse[]): KeyUse[] => uses.filter(({ here, secrets }) => !here && secrets > 0)
