import type { Actor, Via } from '../../../shared/domain/actor.ts'
import { actorDigest } from '../actor-digest.ts'
import type { Replay } from '../verify.ts'

export type ActorRecord = {
  digest: string
  id: string
  issuer: string | null
  subject: string | null
  email: string | null
  name: string | null
  via: string
  verified: number
  salt: string | null
  erased_at: string | null
}

/** Every digest stands for a person on record who still opens it, unless the ledger says that they were erased. */
export function replayActors(records: readonly ActorRecord[]): Replay {
  const firstSeen = new Map<string, { seq: number; id: string }>()
  const erased = new Map<string, number>()
  return {
    apply(entry) {
      if (!firstSeen.has(entry.actor_digest)) firstSeen.set(entry.actor_digest, { seq: entry.seq, id: entry.actor_id })
      if (entry.action === 'actor.identity.erased') erased.set(entry.subject.slice('actor:'.length), entry.seq)
    },
    async compare(pruned) {
      const byDigest = new Map(records.map((record) => [record.digest, record]))
      for (const [digest, { seq, id }] of firstSeen) {
        const record = byDigest.get(digest)
        if (!record || record.id !== id) return { seq, why: 'who acted is not on record: the actor’s row was removed or changed' }
        if (record.erased_at === null && !opens(record)) return { seq, why: 'the actor’s record does not open the entry’s digest: it was changed' }
        if (record.erased_at !== null && !erased.has(id) && pruned === 0)
          return { seq, why: 'the actor was erased without an entry that says so' }
      }
      const left = records.find((record) => record.erased_at === null && erased.has(record.id))
      if (left) return { seq: erased.get(left.id) ?? 0, why: 'the entry says that an actor was erased, but the record is still there' }
      return undefined
    },
  }
}

function opens({ digest, salt, issuer, subject, name, id, email, via, verified }: ActorRecord): boolean {
  if (salt === null || issuer === null || subject === null || name === null) return false
  const actor: Actor = { id, issuer, subject, email, name, via: via as Via, verified: verified === 1 }
  return actorDigest(actor, salt) === digest
}
