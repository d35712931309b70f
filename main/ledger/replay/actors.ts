import { z } from 'zod'
import type { Actor, Via } from '../../../shared/domain/actor.ts'
import { actorDigest } from '../actor-digest.ts'
import type { Bad, Replay } from './replay.ts'

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

/** What stays of an erased person beside the id: how they were known, so that this cannot be dressed up afterwards. */
const Kept = z.object({ digest: z.string(), via: z.string(), verified: z.boolean() })
const ErasedData = z.object({ records: z.array(Kept) })
/** A key is somebody before it has done anything. */
const HolderData = z.object({ actor_id: z.string(), actor_digest: z.string() })
/** Somebody may be given an incident before they have done anything. */
const OwnerData = z.object({ owner: z.object({ id: z.string(), digest: z.string() }).nullable() })

/** A gateway that vouched for somebody need not have done anything itself. */
const ThroughData = z.object({ through: z.object({ id: z.string(), digest: z.string() }).nullable() })

const Seen = z.object({ seq: z.number(), id: z.string() })
const Erasure = ErasedData.extend({ seq: z.number(), at: z.string() })
const State = z.object({ seen: z.record(z.string(), Seen), erased: z.record(z.string(), Erasure) })
type Seen = z.infer<typeof Seen>
type Erasure = z.infer<typeof Erasure>

/** Every digest stands for a person on record who still opens it, unless the ledger says that they were erased. */
export function replayActors(records: readonly ActorRecord[]): Replay {
  const seen = new Map<string, Seen>()
  const erased = new Map<string, Erasure>()
  return {
    name: 'actors',
    resume(carried) {
      const state = State.parse(carried)
      for (const [digest, first] of Object.entries(state.seen)) seen.set(digest, first)
      for (const [id, erasure] of Object.entries(state.erased)) erased.set(id, erasure)
    },
    apply({ seq, at, action, subject, actor_id, actor_digest, data }) {
      if (!seen.has(actor_digest)) seen.set(actor_digest, { seq, id: actor_id })
      if (action === 'access.key.created') {
        const holder = HolderData.safeParse(data).data
        if (holder && !seen.has(holder.actor_digest)) seen.set(holder.actor_digest, { seq, id: holder.actor_id })
      }
      if (action === 'incident.record.assigned') {
        const owner = OwnerData.safeParse(data).data?.owner
        if (owner && !seen.has(owner.digest)) seen.set(owner.digest, { seq, id: owner.id })
      }
      if (action === 'drill.acknowledgement.recorded') {
        const through = ThroughData.safeParse(data).data?.through
        if (through && !seen.has(through.digest)) seen.set(through.digest, { seq, id: through.id })
      }
      if (action === 'actor.identity.erased') {
        const records = ErasedData.safeParse(data).data?.records ?? []
        erased.set(subject.slice('actor:'.length), { seq, at, records })
      }
    },
    state: () => ({ seen: Object.fromEntries(seen), erased: Object.fromEntries(erased) }),
    compare() {
      const byDigest = new Map(records.map((record) => [record.digest, record]))
      for (const [digest, { seq, id }] of seen)
        if (byDigest.get(digest)?.id !== id)
          return { seq, why: 'who acted is not on record: the actor’s row was removed or changed' }
      for (const record of records) {
        const why = recordFault(record, erased.get(record.id))
        if (why) return { seq: seen.get(record.digest)?.seq ?? 1, why }
      }
      return sharedIdFault(records, seen)
    },
  }
}

function recordFault(record: ActorRecord, erasure: Erasure | undefined): string | undefined {
  if (!erasure) {
    if (record.erased_at !== null) return 'the actor was erased without an entry that says so'
    return opens(record) ? undefined : 'the actor’s record does not open the entry’s digest: it was changed'
  }
  const { digest, issuer, subject, email, name, salt, via, verified, erased_at } = record
  const forgotten = [issuer, subject, email, name, salt].every((value) => value === null)
  if (!forgotten || erased_at !== erasure.at)
    return `entry ${erasure.seq} says that the actor was erased, but the record is still there`
  const kept = erasure.records.find((each) => each.digest === digest)
  const same = kept && kept.via === via && Number(kept.verified) === verified
  return same ? undefined : `the erased actor’s record is not as entry ${erasure.seq} left it`
}

/** Two people under one id, or one person under two, would act in each other’s name; who came another way is another. */
function sharedIdFault(records: readonly ActorRecord[], seen: ReadonlyMap<string, Seen>): Bad | undefined {
  const idOf = new Map<string, string>()
  const personOf = new Map<string, string>()
  for (const { id, digest, issuer, subject, via, erased_at } of records) {
    if (erased_at !== null) continue
    const person = JSON.stringify([issuer, subject, via])
    if ((idOf.get(person) ?? id) !== id || (personOf.get(id) ?? person) !== person)
      return {
        seq: seen.get(digest)?.seq ?? 1,
        why: `actor ${id} stands for more than one person, or not for all of one`,
      }
    idOf.set(person, id)
    personOf.set(id, person)
  }
  return undefined
}

function opens({ digest, salt, issuer, subject, name, id, email, via, verified }: ActorRecord): boolean {
  if (salt === null || issuer === null || subject === null || name === null) return false
  if (verified !== 0 && verified !== 1) return false
  const actor: Actor = { id, issuer, subject, email, name, via: via as Via, verified: verified === 1 }
  return actorDigest(actor, salt) === digest
}
