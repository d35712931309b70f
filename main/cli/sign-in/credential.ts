import { join } from 'node:path'
import { type Keychain, openKeychain } from '../../identity/keychain.ts'
import { defaultDataDir } from '../config.ts'
import { keptToken } from './kept-token.ts'

/** Beside nobody's data: the keychain is one for all of them, so what guards its renewal is one too. */
const locks = (): string => join(defaultDataDir(), 'cli')

/** What a command shows the server each time it asks: the key that it was given, or what `sign-in` has kept. */
export async function credentialFor(
  origin: string,
  key: string | undefined,
): Promise<() => Promise<string | undefined>> {
  if (key !== undefined) return async () => key
  const keychain = await openKeychain(() => {})
  return keychain.kind === 'memory' ? async () => undefined : keptCredential(keychain, origin)
}

const keptCredential = (keychain: Keychain, origin: string) => () => keptToken({ keychain, origin, locks: locks() })

export const keyOfEnvironment = (): string | undefined => process.env.COUNTERSIGN_API_KEY || undefined
