import { StoreError } from '../store/errors.ts'
import { readWrappedKey } from '../store/instance.ts'
import {
  countByKey,
  deleteSecret,
  findSecret,
  listSecrets,
  lockCurrentKey,
  putSecret,
  readCurrentKey,
  type SealedSecret,
  type SecretPlace,
  setCurrentKey,
} from '../store/secrets.ts'
import type { Store, Tx } from '../store/store.ts'
import { everywhere, within } from '../store/within.ts'
import { deriveKey, fernetOpen, fernetSeal } from './fernet.ts'
import { isLifelong, type MasterKey, type MasterKeys, notHere } from './master-keys.ts'

/** Keys that people and workspaces give to this server so that it can use them: of providers and connectors, say. */
export type SecretStore = ReturnType<typeof createSecretStore>

type Also = (tx: Tx) => Promise<void>
const nothing: Also = async () => {}

/** `also` happens in the transaction of what it goes with: the entry in the ledger, say. */
export function createSecretStore(store: Store, keys: MasterKeys) {
  return {
    /** How well they are kept: under a key in the keychain, under one that this server was given, or not for long. */
    protection: ({ keychain: 'keychain', memory: 'memory', environment: 'master_key', file: 'master_key' } as const)[
      keys.kind
    ],

    /** In place of what was there. */
    async put(place: SecretPlace, secret: string, also: Also = nothing): Promise<void> {
      const first = (await keys.list())[0] ?? (await makeFirstKey(store, keys))
      const attempt = () =>
        store.write(place.workspace, async (tx) => {
          const id = isLifelong(first.id) ? first.id : await currentKeyIn(tx, first)
          const key = keys.known(id)
          if (!key) return { lacks: id }
          await putSecret(tx, sealFor(place, secret, { id, bytes: key.bytes }, Date.parse(tx.now)))
          await also(tx)
          return 'kept'
        })
      const outcome = await attempt()
      if (outcome === 'kept') return
      // Another process has changed it meanwhile: what it added is there to be read.
      await keys.reread()
      const second = await attempt()
      if (second !== 'kept') throw notHere(second.lacks)
    },

    /** Undefined when there is none; a StoreError when it is there and cannot be opened. */
    async get(place: SecretPlace): Promise<string | undefined> {
      const look = () => within(place.workspace, () => findSecret(store.read, place))
      for (let secret = await look(); secret; ) {
        const key = await keys.find(secret.key_id)
        if (key) {
          const opened = openSealed(secret, key)
          if (opened === undefined) throw doesNotOpen(secret)
          return opened
        }
        if (isLifelong(secret.key_id)) return undefined
        const again = await look()
        if (again?.key_id === secret.key_id) throw notHere(secret.key_id)
        // It was put under another key while the one before was dropped.
        secret = again
      }
      return undefined
    },

    /** False when there was none. */
    remove: (place: SecretPlace, also: Also = nothing): Promise<boolean> =>
      store.write(place.workspace, async (tx) => {
        const removed = await deleteSecret(tx, place)
        if (removed) await also(tx)
        return removed
      }),

    list: ({ workspace, owner }: Pick<SecretPlace, 'workspace' | 'owner'>) =>
      within(workspace, () => listSecrets(store.read, workspace, owner)),
  }
}

async function currentKeyIn(tx: Tx, first: MasterKey): Promise<string> {
  const current = await lockCurrentKey(tx)
  if (current === null) await setCurrentKey(tx, first.id)
  return current ?? first.id
}

async function makeFirstKey(store: Store, keys: MasterKeys): Promise<MasterKey> {
  const sealed = await everywhere(() => countByKey(store.read))
  const current = await readCurrentKey(store.read)
  if (sealed.size > 0 || current !== null || (await readWrappedKey(store.read))) throw notHere(current ?? undefined)
  return keys.make()
}

type Key = Pick<MasterKey, 'id' | 'bytes'>

/** A key of its own for every place: moved to another row, or said to be under another key, nothing opens. */
const keyFor = ({ workspace, owner, provider, label }: SecretPlace, { id, bytes }: Key): Uint8Array =>
  deriveKey(bytes, JSON.stringify(['secret', workspace, owner, provider, label, id]))

export const sealFor = (place: SecretPlace, secret: string, key: Key, now: number): SealedSecret => ({
  ...place,
  key_id: key.id,
  sealed: fernetSeal(keyFor(place, key), Buffer.from(secret), now),
})

/** Undefined when it was not sealed for this place under this key, or was changed since. */
export const openSealed = (secret: SealedSecret, { bytes }: Pick<MasterKey, 'bytes'>): string | undefined =>
  fernetOpen(keyFor(secret, { id: secret.key_id, bytes }), secret.sealed)?.toString()

const doesNotOpen = ({ provider, label, key_id }: SealedSecret): StoreError =>
  new StoreError(
    'store_unavailable',
    `the secret ${provider} “${label}” does not open: it was changed or moved in the database, or the master key ${key_id} is not the one it was sealed under. Put it in anew.`,
  )
