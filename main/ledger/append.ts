import { canonicalText, type Entry, type Json } from '../../shared/domain/entry.ts'
import type { Hash } from '../../shared/domain/merkle.ts'
import { leafHash } from './hash.ts'

/** What a use-case says happened; the ledger adds where in the order it stands. */
export type Draft = {
  at: string
  action: string
  subject: string
  actor: { id: string; digest: string }
  data: Json
}

/** An entry as it is stored: its canonical text, which is what is hashed, and its leaf. */
export type Sealed = { entry: Entry; body: string; leaf: Hash }

export function seal(draft: Draft, place: { seq: number; id: string; workspace: string }): Sealed {
  const entry: Entry = {
    ...place,
    at: draft.at,
    action: draft.action,
    subject: draft.subject,
    actor_id: draft.actor.id,
    actor_digest: draft.actor.digest,
    data: draft.data,
  }
  const body = canonicalText(entry)
  return { entry, body, leaf: leafHash(Buffer.from(body)) }
}
