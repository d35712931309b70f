import type { Services } from '../services.ts'
import { fernetOpen, fernetSeal } from './fernet.ts'

type Sealer = Pick<Services, 'signer' | 'instance'>

/**
 * Secrets that a server has to be able to read again rest sealed (Fernet) under a key that is derived (HKDF-SHA256) from
 * the instance's signing key. So they are as safe as that is (keychain, private file, or under the master key in
 * PostgreSQL), every process of a team can open them, and a restored backup too. `purpose` binds a secret to its place:
 * moved to another one it does not open.
 */
export const sealSecret = (sealer: Sealer, purpose: readonly string[], secret: string, now: number): string =>
  fernetSeal(keyFor(sealer, purpose), Buffer.from(secret), now)

/** Undefined when it was sealed by another instance, for another purpose, or was changed since. */
export const openSecret = (sealer: Sealer, purpose: readonly string[], sealed: string): string | undefined =>
  fernetOpen(keyFor(sealer, purpose), sealed)?.toString()

const keyFor = ({ signer, instance }: Sealer, purpose: readonly string[]): Uint8Array =>
  signer.deriveKey(JSON.stringify(['sealed-secret', instance.id, ...purpose]))
