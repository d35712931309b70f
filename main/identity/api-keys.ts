import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Identity } from '../../shared/domain/actor.ts'
import { type ApiKey, findKeyByHash } from '../store/api-keys.ts'
import type { ReadDb } from '../store/schema.ts'

const prefix = 'sk-at-'
const shape = /^sk-at-[A-Za-z0-9_-]{43}$/

/** 256 random bits. Shown once; only its SHA-256 is kept, and that needs no salt: there is nothing to guess from. */
export const generateKey = (): string => prefix + randomBytes(32).toString('base64url')
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')
export const looksLikeKey = (token: string): boolean => token.startsWith(prefix)

export async function findKey(db: ReadDb, token: string): Promise<ApiKey | undefined> {
  if (!shape.test(token)) return undefined
  const hash = hashKey(token)
  const key = await findKeyByHash(db, hash)
  if (!key || !timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash)) || key.revoked_at !== null) return undefined
  return key
}

export const keyIdentity = (key: Pick<ApiKey, 'id' | 'name'>): Identity => ({
  issuer: 'countersign',
  subject: `key:${key.id}`,
  email: null,
  name: key.name,
  via: 'api_key',
  verified: true,
})
