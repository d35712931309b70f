import { z } from 'zod'
import type { Replay } from './replay.ts'

/** As stored: `roles` is JSON text, compared as such, since other text may not even be JSON. */
export type KeyRecord = {
  id: string
  name: string
  roles: string
  hash: string
  created_at: string
  revoked_at: string | null
}

const CreatedData = z.object({ name: z.string(), roles: z.array(z.string()), key_sha256: z.string() })
const Known = CreatedData.extend({
  seq: z.number(),
  created_at: z.string(),
  revoked: z.object({ seq: z.number(), at: z.string() }).nullable(),
})
const State = z.record(z.string(), Known)
type Known = z.infer<typeof Known>

/** Every API key was made by an entry, is the key and carries the roles of that entry, and is revoked exactly if one says so. */
export function replayKeys(records: readonly KeyRecord[]): Replay {
  const known = new Map<string, Known>()
  return {
    name: 'keys',
    resume(carried) {
      for (const [id, key] of Object.entries(State.parse(carried))) known.set(id, key)
    },
    apply({ seq, at, action, subject, data }) {
      const id = subject.slice('key:'.length)
      if (action === 'access.key.created') {
        const created = CreatedData.safeParse(data).data
        if (created) known.set(id, { ...created, seq, created_at: at, revoked: null })
      }
      const key = known.get(id)
      if (action === 'access.key.revoked' && key) known.set(id, { ...key, revoked: { seq, at } })
    },
    state: () => Object.fromEntries(known),
    compare() {
      const present = new Map(records.map((record) => [record.id, record]))
      for (const [id, key] of known) {
        const record = present.get(id)
        if (!record) return { seq: key.seq, why: `API key ${id} was removed without an entry` }
        if (!isSame(record, key))
          return { seq: key.seq, why: `API key ${id} is not as the ledger says: it was changed` }
        if (record.revoked_at !== (key.revoked?.at ?? null)) {
          const state = record.revoked_at === null ? 'in force' : 'revoked'
          return { seq: key.revoked?.seq ?? key.seq, why: `API key ${id} is ${state}, the ledger says otherwise` }
        }
      }
      const stranger = records.find((record) => !known.has(record.id))
      return stranger && { seq: 1, why: `API key ${stranger.id} was never made by an entry` }
    },
  }
}

const isSame = (record: KeyRecord, key: Known): boolean =>
  record.name === key.name &&
  record.roles === JSON.stringify(key.roles) &&
  record.hash === key.key_sha256 &&
  record.created_at === key.created_at
