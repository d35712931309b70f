import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { generateSigningKey, openSigner, type Signer } from '../ledger/signer.ts'
import { StoreError } from '../store/errors.ts'
import { claimInstance, type Instance, readInstance, readWrappedKey } from '../store/instance.ts'
import type { Store } from '../store/store.ts'
import { deriveKey, fernetOpen, fernetSeal } from './fernet.ts'
import type { Keychain } from './keychain.ts'
import { createSecretFile, readSecretFile } from './secret-file.ts'

export type KeyPlace = {
  dataDir: string
  sample: boolean
  keychain?: Keychain | undefined
  otherKeychain?: (() => Promise<Keychain>) | undefined
  masterKey?: string | undefined
}

/**
 * This instance and its signing key, made at the first start. The key rests in the keychain where there is one, else in
 * a private file beside the database; on PostgreSQL it is in the database, wrapped, for all processes alike.
 */
export async function openInstance(store: Store, place: KeyPlace): Promise<{ instance: Instance; signer: Signer }> {
  const vault = vaultOf(store, place)
  const known = await readInstance(store.read)
  if (known) return { instance: known, signer: await openKnown(known, vault) }
  const pem = generateSigningKey()
  const { publicKey } = openSigner(pem)
  const id = uuidv7()
  const wrappedKey = await vault.keep(id, pem)
  const instance = await claimInstance(store, {
    id,
    sample: place.sample,
    publicKey,
    ...(wrappedKey ? { wrappedKey } : {}),
  })
  return { instance, signer: await openKnown(instance, vault) }
}

/** Puts a key from elsewhere where this machine keeps it; answers the wrapped form where that is the database. */
export const keepSigningKey = (
  store: Store,
  place: KeyPlace,
  instance: string,
  pem: string,
): Promise<string | undefined> => vaultOf(store, place).keep(instance, pem)

const vaultOf = (store: Store, place: KeyPlace): Vault =>
  store.engine === 'postgresql' ? wrappedVault(store, place) : localVault(place)

type Vault = {
  /** Keeps the key, or answers the wrapped form that goes into the database together with the instance. */
  keep(instance: string, pem: string): Promise<string | undefined>
  find(instance: string): Promise<string | undefined>
}

async function openKnown(instance: Instance, vault: Vault): Promise<Signer> {
  const pem = await vault.find(instance.id)
  if (pem === undefined)
    throw new StoreError(
      'store_unavailable',
      `the signing key of this ledger (instance ${instance.id}) is not here. Restore it from a backup: without it no checkpoint can be signed.`,
    )
  const signer = openSigner(pem)
  if (Buffer.compare(signer.publicKey, instance.publicKey) !== 0)
    throw new StoreError('store_unavailable', 'the signing key does not belong to this ledger: its public half differs')
  return signer
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

function wrappedVault(store: Store, place: KeyPlace): Vault {
  const keyFor = (master: Uint8Array, instance: string) =>
    deriveKey(master, JSON.stringify(['ledger-signing-key', instance]))
  return {
    async keep(instance, pem) {
      const master = knownMasterKey(place) ?? makeMasterKey(place)
      return fernetSeal(keyFor(master, instance), Buffer.from(pem), Date.now())
    },
    async find(instance) {
      const wrapped = await readWrappedKey(store.read)
      if (wrapped === undefined) return undefined
      const master = knownMasterKey(place)
      if (!master)
        throw new StoreError(
          'store_unavailable',
          'the master key of this database is not here (COUNTERSIGN_MASTER_KEY, or master.key in the data folder)',
        )
      const pem = fernetOpen(keyFor(master, instance), wrapped)
      if (!pem)
        throw new StoreError(
          'store_unavailable',
          'the master key is not the one that this database was set up with (COUNTERSIGN_MASTER_KEY, or master.key in the data folder)',
        )
      return pem.toString()
    },
  }
}

const masterKeyFile = (dataDir: string): string => join(dataDir, 'master.key')

/** Base64 of 32 bytes from the environment, or from the private file made at the first start. */
function knownMasterKey({ dataDir, masterKey }: KeyPlace): Uint8Array | undefined {
  const text = masterKey ?? readSecretFile(masterKeyFile(dataDir))
  return text === undefined ? undefined : parseMasterKey(text)
}

/** Only for a database that has no key yet: a new one beside an old database would open nothing. */
const makeMasterKey = ({ dataDir }: KeyPlace): Uint8Array =>
  parseMasterKey(createSecretFile(masterKeyFile(dataDir), `${randomBytes(32).toString('base64')}\n`))

function parseMasterKey(text: string): Uint8Array {
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== 32)
    throw new StoreError('store_unavailable', 'the master key must be 32 bytes in base64 (openssl rand -base64 32)')
  return bytes
}
