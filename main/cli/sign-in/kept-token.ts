import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { refreshTokenGrant } from 'openid-client'
import { withFileLock } from '../../identity/file-lock.ts'
import type { Keychain } from '../../identity/keychain.ts'
import { asking, IssuerDown, keptOf, openIssuer, SignInOver } from './issuer-client.ts'
import { forgetKept, type Kept, readKept, writeKept } from './kept.ts'

const renewBeforeMs = 30_000

/** `locks`: a folder that every program of this person knows, whose data it works on or not. */
export type Place = { keychain: Keychain; origin: string; locks: string }

/** The token of the kept sign-in, renewed where it is about to end; undefined where nobody is signed in. */
export async function keptToken(place: Place): Promise<string | undefined> {
  const kept = await readKept(place.keychain, place.origin)
  if (kept === undefined || !isEnding(kept) || kept.refresh_token === null) return kept?.access_token
  mkdirSync(place.locks, { recursive: true, mode: 0o700 })
  const name = createHash('sha256').update(place.origin).digest('hex').slice(0, 16)
  // A refresh token that is shown twice ends the whole sign-in, so of several programs one renews.
  return withFileLock(join(place.locks, `renewal-${name}.lock`), () => renewed(place))
}

async function renewed({ keychain, origin }: Place): Promise<string | undefined> {
  // Another program may have renewed it, or signed out, while this one waited.
  const kept = await readKept(keychain, origin)
  if (kept === undefined || !isEnding(kept) || kept.refresh_token === null) return kept?.access_token
  const next = await renew(kept, kept.refresh_token)
  if (next === undefined) return kept.access_token
  // First kept, then used: whoever is killed in between finds the new one there, and not the dead one.
  await writeKept(keychain, origin, next).catch(async (error: unknown) => {
    await forgetKept(keychain, origin).catch(() => {})
    throw new SignInOver('the keychain did not take the renewed sign-in', { cause: error })
  })
  return next.access_token
}

/** Undefined where the issuer is down and the token at hand still lives. */
async function renew(kept: Kept, refreshToken: string): Promise<Kept | undefined> {
  const { issuer, client_id } = kept
  try {
    const configuration = await openIssuer(issuer, client_id)
    return keptOf(await asking(issuer, () => refreshTokenGrant(configuration, refreshToken)), kept)
  } catch (error) {
    if (error instanceof IssuerDown && kept.expires_at !== null && kept.expires_at > Date.now()) return undefined
    throw error
  }
}

const isEnding = ({ expires_at }: Kept): boolean => expires_at !== null && expires_at - Date.now() < renewBeforeMs
