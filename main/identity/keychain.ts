import { StoreError } from '../store/errors.ts'
import { windowsLimit, withLongSecrets } from './long-secrets.ts'

/** Where secrets rest. `memory` forgets them when the program ends: nothing is ever written in the clear instead. */
export type Keychain = {
  kind: 'keychain' | 'memory'
  get(account: string): Promise<string | undefined>
  set(account: string, secret: string): Promise<void>
  delete(account: string): Promise<void>
}

const service = 'Countersign'

/**
 * The operating system's keychain, or memory where there is none. keytar throws at import where libsecret is missing,
 * and at use where no Secret Service runs, so both are tried before anything is entrusted to it.
 */
export async function openKeychain(onUnavailable: (error: unknown) => void): Promise<Keychain> {
  try {
    const { default: keytar } = await import('keytar')
    await keytar.getPassword(service, 'probe')
    const store = {
      get: (account: string) => answered(async () => (await keytar.getPassword(service, account)) ?? undefined),
      set: (account: string, secret: string) => answered(() => keytar.setPassword(service, account, secret)),
      delete: (account: string) => answered(async () => void (await keytar.deletePassword(service, account))),
    }
    return { kind: 'keychain', ...(process.platform === 'win32' ? withLongSecrets(store, windowsLimit) : store) }
  } catch (error) {
    onUnavailable(error)
    return memoryKeychain()
  }
}

/** It may be locked, or end, while we run. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    const why = 'the keychain of this machine does not answer: unlock it, or start it, and try again'
    throw new StoreError('store_unavailable', why, { cause })
  }
}

export function memoryKeychain(): Keychain {
  const secrets = new Map<string, string>()
  return {
    kind: 'memory',
    get: async (account) => secrets.get(account),
    set: async (account, secret) => void secrets.set(account, secret),
    delete: async (account) => void secrets.delete(account),
  }
}
