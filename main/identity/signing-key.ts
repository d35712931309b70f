import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { generateSigningKey, openSigner, type Signer } from '../ledger/signer.ts'
import { StoreError } from '../store/errors.ts'
import { claimInstance, type Instance, readInstance, readWrappedKey, type WrappedKey } from '../store/instance.ts'
import type { Store } from '../store/store.ts'
import { deriveKey, fernetOpen, fernetSeal } from './fernet.ts'
import { type MasterKey, type MasterKeyOptions, type MasterKeys, notHere, openMasterKeys } from './master-keys.ts'
import { createSecretFile, readSecretFile } from './secret-file.ts'

export type KeyPlace = Omit<MasterKeyOptions, 'instance'>

/**
 * This instance and its signing key, made at the first start. The key rests in the keychain where there is one, else in
 * a private file beside the database; on PostgreSQL it is in the database, wrapped, for all processes alike.
 */
export async function openInstance(store: Store, place: KeyPlace): Promise<OpenInstance> {
  const known = await readInstance(store.read)
  if (known) return openKnown(store, place, known)
  const pem = generateSigningKey()
  const { publicKey } = openSigner(pem)
  const id = uuidv7()
  const wrappedKey = await keepSigningKey(store, place, id, pem)
  const instance = await claimInstance(store, {
    id,
    sample: place.mode === 'sample',
    publicKey,
    ...(wrappedKey ? { wrappedKey } : {}),
  })
  return openKnown(store, place, instance)
}

type OpenInstance = { instance: Instance; signer: Signer; masterKeys: MasterKeys }

/** Puts a key from elsewhere where this machine keeps it; answers the wrapped form where that is the database. */
export const keepSigningKey = (
  store: Store,
  place: KeyPlace,
  instance: string,
  pem: string,
): Promise<WrappedKey | undefined> => vaultOf(store, place, masterKeysOf(store, place, instance)).keep(instance, pem)

const vaultOf = (store: Store, place: KeyPlace, masterKeys: MasterKeys): Vault =>
  store.engine === 'postgresql' ? wrappedVault(store, masterKeys) : localVault(place)

/** In PostgreSQL the ledger's own key is under them, so there they have to outlast this program, whatever the mode. */
const masterKeysOf = (store: Store, place: KeyPlace, instance: string): MasterKeys =>
  openMasterKeys({ ...place, instance, mode: store.engine === 'postgresql' ? 'server' : place.mode })

type Vault = {
  /** Keeps the key, or answers the wrapped form that goes into the database together with the instance. */
  keep(instance: string, pem: string): Promise<WrappedKey | undefined>
  find(instance: string): Promise<string | undefined>
}

async function openKnown(store: Store, place: KeyPlace, instance: Instance): Promise<OpenInstance> {
  const masterKeys = masterKeysOf(store, place, instance.id)
  const pem = await vaultOf(store, place, masterKeys).find(instance.id)
  if (pem === undefined)
    throw new StoreError(
      'store_unavailable',
      `the signing key of this ledger (instance ${instance.id}) is not here. Restore it from a backup: without it no checkpoint can be signed.`,
    )
  const signer = openSigner(pem)
  if (Buffer.compare(signer.publicKey, instance.publicKey) !== 0)
    throw new StoreError('store_unavailable', 'the signing key does not belong to this ledger: its public half differs')
  return { instance, signer, masterKeys }
}

const account = (instance: string): string => `ledger-signing-key/${instance}`
const signingKeyFile = (dataDir: string, instance: string): string => join(dataDir, `signing-key-${instance}.pem`)

function localVault({ dataDir, keychain, otherKeychain }: KeyPlace): Vault {
  const inKeychain = keychain?.kind === 'keychain' ? keychain : undefined
  return {
    async keep(instance, pem) {
      if (inKeychain) await inKeychain.set(account(instance), pem)
      else createSecretFile(signingKeyFile(dataDir, instance), pem)
      return undefined
    },
    find: async (instance) =>
      (await inKeychain?.get(account(instance))) ??
      readSecretFile(signingKeyFile(dataDir, instance)) ??
      (await (await otherKeychain?.())?.get(account(instance))),
  }
}

function wrappedVault(store: Store, keys: MasterKeys): Vault {
  return {
    async keep(instance, pem) {
      const master = (await keys.list())[0] ?? (await keys.make())
      return wrapSigningKey(instance, pem, master)
    },
    async find(instance) {
      const key = await readWrappedKey(store.read)
      return key && openWrappedKey(keys, instance, key, () => readWrappedKey(store.read))
    },
  }
}

export const wrapSigningKey = (instance: string, pem: string, master: Pick<MasterKey, 'id' | 'bytes'>): WrappedKey => ({
  key_id: master.id,
  wrapped: fernetSeal(keyFor(master.bytes, instance, master.id), Buffer.from(pem), Date.now()),
})

/** It says under which master key it is, unless it was wrapped when there was only ever one. */
export async function openWrappedKey(
  keys: MasterKeys,
  instance: string,
  key: WrappedKey,
  again: () => Promise<WrappedKey | undefined>,
): Promise<string> {
  const masters = await candidates(keys, key.key_id)
  if (masters.length === 0) {
    // It may have been wrapped anew, and the key before dropped, since it was read.
    const now = await again()
    if (now === undefined || now.wrapped === key.wrapped) throw notHere(key.key_id ?? undefined)
    return openWrappedKey(keys, instance, now, again)
  }
  for (const { bytes } of masters) {
    const pem = fernetOpen(keyFor(bytes, instance, key.key_id), key.wrapped)
    if (pem) return pem.toString()
  }
  throw new StoreError(
    'store_unavailable',
    'the master key is not the one that this database was set up with (COUNTERSIGN_MASTER_KEY, or master.key in the data folder)',
  )
}

async function candidates(keys: MasterKeys, id: string | null): Promise<readonly MasterKey[]> {
  if (id === null) return keys.list()
  const key = await keys.find(id)
  return key ? [key] : []
}

const keyFor = (master: Uint8Array, instance: string, id: string | null): Uint8Array =>
  deriveKey(master, JSON.stringify(['ledger-signing-key', instance, ...(id === null ? [] : [id])]))
