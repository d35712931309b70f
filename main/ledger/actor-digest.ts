import { createHash } from 'node:crypto'
import type { Actor } from '../../shared/domain/actor.ts'
import { canonicalBytes } from '../../shared/domain/entry.ts'

/**
 * What the ledger keeps of a person: a commitment that the salt and the identity open, and that says nothing once the
 * salt is gone.
 */
export function actorDigest(actor: Actor, salt: string): string {
  const { id, issuer, subject, email, name, via, verified } = actor
  return createHash('sha256')
    .update(Buffer.from(salt, 'base64'))
    .update(canonicalBytes({ id, issuer, subject, email, name, via, verified }))
    .digest('hex')
}
