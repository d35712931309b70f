import { createHash, randomBytes } from 'node:crypto'
import { openSecret, sealSecret } from '../../identity/sealed-secrets.ts'
import type { Services } from '../../services.ts'

/** 256 random bits, in the browser's cookie alone. Only their SHA-256 is kept: there is nothing to guess from. */
export const newSessionSecret = (): string => randomBytes(32).toString('base64url')
export const looksLikeSession = (secret: string): boolean => /^[\w-]{43}$/.test(secret)
export const hashSession = (secret: string): string => createHash('sha256').update(secret).digest('hex')

type Sealer = Pick<Services, 'signer' | 'instance' | 'clock'>

/** Bound to its session: moved to another row it does not open. */
export const sealRefreshToken = (services: Sealer, id: string, token: string): string =>
  sealSecret(services, purpose(id), token, services.clock())

export const openRefreshToken = (services: Sealer, id: string, sealed: string | null): string | undefined =>
  sealed === null ? undefined : openSecret(services, purpose(id), sealed)

const purpose = (id: string): string[] => ['web-session', id]
