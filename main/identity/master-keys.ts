import { createHash, randomBytes } from 'node:crypto'
import { StoreError } from '../store/errors.ts'
import type { Keychain } from './keychain.ts'
import { type KeyHolder, whereIsKeyHeld } from './master-key-holders.ts'

/** What all secrets of a server are sealed under. A secret names its key, so that several can be in use at once. */
export type MasterKey = {
  id: string
  /** What it is called where nobody named it. A key answers to both, so that it may be given a name later. */
  fingerprint: string
  bytes: Uint8Array
}

export type MasterKeyOptions = {
  dataDir: string
  instance: string
  mode: 'sample' | 'local' | 'server'
  /** As the environment gives it: `BASE64` or `ID:BASE64`, several with commas between them, the current one first. */
  masterKey?: string | undefined
  keychain?: Keychain | undefined
  otherKeychain?: (() => Promise<Keychain>) | undefined
}

/** The current key, which seals, and older ones, which still open. */
export type MasterKeys = ReturnType<typeof openMasterKeys>

export function openMasterKeys(options: MasterKeyOptions) {
  let holder = whereIsKeyHeld(options)
  let listed: readonly MasterKey[] | undefined
  // Other processes may drop a key that this one has a use for yet: what was read once stays.
  const seen = new Map<string, MasterKey>()

  const take = (text: string | undefined): readonly MasterKey[] => {
    listed = text === undefined ? [] : parseMasterKeys(text)
    for (const key of listed) for (const name of [key.fingerprint, key.id]) seen.set(name, key)
    return listed
  }
  const reread = async (): Promise<readonly MasterKey[]> => {
    const text = await holder.read()
    if (text !== undefined || holder.kind !== 'file' || !options.otherKeychain) return take(text)
    // A command that was given the folder of a desktop.
    const other = whereIsKeyHeld({ ...options, mode: 'local', keychain: await options.otherKeychain() })
    const elsewhere = other.kind === 'keychain' ? await other.read() : undefined
    if (elsewhere !== undefined) holder = other
    return take(elsewhere)
  }
  const list = async () => listed ?? (await reread())
  const write = async (keys: readonly MasterKey[]) => {
    const text = keys.map((key) => `${textOf(key)}\n`).join('')
    await holder.replace(text)
    take(text)
  }
  return {
    /** Where they are. Told at once, so nothing is read for it. */
    get kind(): KeyHolder['kind'] {
      return holder.kind
    },
    list,
    /** As it is now, for what another process may have changed. */
    reread,
    known: (id: string): MasterKey | undefined => seen.get(id),
    /** Looks again before it says that there is none. */
    async find(id: string): Promise<MasterKey | undefined> {
      if (!seen.has(id)) await (listed === undefined ? list() : reread())
      return seen.get(id)
    },
    /** Only where nothing is sealed yet: a new key beside old secrets would open none of them. */
    async make(): Promise<MasterKey> {
      const [key] = take(await holder.create(`${newKeyText()}\n`))
      if (!key) throw notHere()
      return key
    },
    /** A new key in front of the others. Durable when it is answered. */
    async add(): Promise<MasterKey> {
      const [fresh] = parseMasterKeys(newKeyText())
      if (!fresh) throw new Error('a new key is a key')
      await write([fresh, ...(await reread())])
      return fresh
    },
    async keepOnly(ids: ReadonlySet<string | null>): Promise<void> {
      const keys = await reread()
      const kept = keys.filter((key) => ids.has(key.id) || ids.has(key.fingerprint))
      if (kept.length < keys.length) await write(kept)
    },
  }
}

/** Sealed under a key that ended with the program that made it. */
export const isLifelong = (id: string): boolean => id.startsWith('~')

/** A sentence for whoever has the database and not the key. */
export const notHere = (id?: string): StoreError =>
  new StoreError(
    'store_unavailable',
    `the master key${id === undefined ? '' : ` ${id}`} of this database is not here (COUNTERSIGN_MASTER_KEY, or master.key in the data folder)`,
  )

const newKeyText = (): string => randomBytes(32).toString('base64')
const textOf = ({ id, fingerprint, bytes }: MasterKey): string =>
  `${id === fingerprint ? '' : `${id}:`}${Buffer.from(bytes).toString('base64')}`

const shape = /^(?:(~?[A-Za-z0-9._-]{1,64}):)?([A-Za-z0-9+/_-]{43}=?)$/

/** What is wrong is said without saying what was read: it may be a key with a slip in it. */
function parseMasterKeys(text: string): MasterKey[] {
  const words = text.split(/[\n,]/).map((word) => word.trim())
  const keys = words.filter((word) => word !== '').map(parseMasterKey)
  if (keys.length === 0) throw malformed()
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    throw new StoreError('store_unavailable', 'two master keys have the same id, or one is there twice')
  return keys
}

function parseMasterKey(word: string): MasterKey {
  const [, name, base64 = ''] = shape.exec(word) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw malformed()
  const fingerprint = fingerprintOf(bytes)
  return { id: name ?? fingerprint, fingerprint, bytes }
}

const malformed = (): StoreError =>
  new StoreError(
    'store_unavailable',
    'the master key must be 32 bytes in base64 (openssl rand -base64 32), alone or as ID:BASE64; several have commas or lines between them',
  )

/** Tells keys apart and nothing about them. */
const fingerprintOf = (bytes: Uint8Array): string =>
  createHash('sha256').update('countersign master key id\0').update(bytes).digest('hex').slice(0, 8)
