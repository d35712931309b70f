import { z } from 'zod'
import type { Keychain } from '../../identity/keychain.ts'

/** A sign-in of the command line, as it rests in the keychain. */
const Kept = z.object({
  issuer: z.string(),
  client_id: z.string(),
  access_token: z.string(),
  refresh_token: z.string().nullable(),
  /** In milliseconds; null where the issuer does not say. */
  expires_at: z.number().nullable(),
})
export type Kept = z.infer<typeof Kept>

const account = (origin: string): string => `cli/${origin}`

export async function readKept(keychain: Keychain, origin: string): Promise<Kept | undefined> {
  const text = await keychain.get(account(origin))
  if (text === undefined) return undefined
  try {
    return Kept.parse(JSON.parse(text))
  } catch {
    // What cannot be understood is as good as none: one can sign in again.
    return undefined
  }
}

export const writeKept = (keychain: Keychain, origin: string, kept: Kept): Promise<void> =>
  keychain.set(account(origin), JSON.stringify(kept))

export const forgetKept = (keychain: Keychain, origin: string): Promise<void> => keychain.delete(account(origin))
