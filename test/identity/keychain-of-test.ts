import type { Keychain } from '../../main/identity/keychain.ts'

/** A keychain that the test can look into. */
export function keychainOfTest(): Keychain & { secrets: Map<string, string> } {
  const secrets = new Map<string, string>()
  return {
    kind: 'keychain',
    secrets,
    get: async (account) => secrets.get(account),
    set: async (account, secret) => void secrets.set(account, secret),
    delete: async (account) => void secrets.delete(account),
  }
}
