import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '../store/errors.ts'
import type { Keychain } from './keychain.ts'
import type { MasterKeyOptions } from './master-keys.ts'
import { createSecretFile, readSecretFile, replaceSecretFile } from './secret-file.ts'

/** Where the text of the master keys is. What is written is durable when it is answered. */
export type KeyHolder = {
  kind: 'environment' | 'file' | 'keychain' | 'memory'
  read(): Promise<string | undefined>
  /** Whoever comes second keeps the first one's: the answer is what is held now. */
  create(text: string): Promise<string>
  /** For one at a time, which the caller sees to. */
  replace(text: string): Promise<void>
}

const masterKeyFile = (dataDir: string): string => join(dataDir, 'master.key')

/** The environment says it, or the file, or the keychain. Where none does, a server makes the file; a desktop never. */
export function whereIsKeyHeld({ dataDir, instance, mode, masterKey, keychain }: MasterKeyOptions): KeyHolder {
  if (mode === 'sample') return inMemory()
  if (masterKey !== undefined) return inEnvironment(masterKey)
  if (mode === 'server' || existsSync(masterKeyFile(dataDir))) return inFile(masterKeyFile(dataDir))
  if (keychain?.kind === 'keychain') return inKeychain(keychain, `master-key/${instance}`)
  return inMemory()
}

function inEnvironment(text: string): KeyHolder {
  const refuse = async () => {
    throw new StoreError('store_unavailable', 'the master key is set in the environment, which only you can change')
  }
  return { kind: 'environment', read: async () => text, create: refuse, replace: refuse }
}

const inFile = (file: string): KeyHolder => ({
  kind: 'file',
  read: async () => readSecretFile(file),
  create: async (text) => createSecretFile(file, text),
  replace: async (text) => replaceSecretFile(file, text),
})

function inKeychain(keychain: Keychain, account: string): KeyHolder {
  const read = () => keychain.get(account)
  return {
    kind: 'keychain',
    read,
    async create(text) {
      const held = await read()
      if (held !== undefined) return held
      await keychain.set(account, text)
      return (await read()) ?? text
    },
    replace: (text) => keychain.set(account, text),
  }
}

/** Ends with this program, and so does what is sealed under it. */
function inMemory(): KeyHolder {
  let held = `~${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`
  return {
    kind: 'memory',
    read: async () => held,
    create: async () => held,
    async replace(text) {
      held = text
    },
  }
}
