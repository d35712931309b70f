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
    return {
      kind: 'keychain',
      get: async (account) => (await keytar.getPassword(service, account)) ?? undefined,
      set: (account, secret) => keytar.setPassword(service, account, secret),
      delete: async (account) => void (await keytar.deletePassword(service, account)),
    }
  } catch (error) {
    onUnavailable(error)
    return memoryKeychain()
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
