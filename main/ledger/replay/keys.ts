import type { Replay } from '../verify.ts'

export type KeyRecord = { id: string; name: string; roles: readonly string[]; revoked_at: string | null; created_at: string }
type Known = { seq: number; name: string; roles: string; createdAt: string; revokedAt: string | null }

/** Every API key was made by an entry, carries the roles that the entry gave it, and is revoked exactly if one says so. */
export function replayKeys(records: readonly KeyRecord[]): Replay {
  const known = new Map<string, Known>()
  return {
    apply(entry) {
      const id = entry.subject.slice('key:'.length)
      if (entry.action === 'access.key.created') {
        const { name, roles } = entry.data as { name: string; roles: string[] }
        known.set(id, { seq: entry.seq, name, roles: roles.join(), createdAt: entry.at, revokedAt: null })
      }
      const key = known.get(id)
      if (entry.action === 'access.key.revoked' && key) known.set(id, { ...key, seq: entry.seq, revokedAt: entry.at })
    },
    async compare(pruned) {
      const present = new Map(records.map((record) => [record.id, record]))
      for (const [id, key] of known) {
        const record = present.get(id)
        if (!record) return { seq: key.seq, why: `API key ${id} was removed without an entry` }
        if (record.name !== key.name || record.roles.join() !== key.roles || record.created_at !== key.createdAt)
          return { seq: key.seq, why: `API key ${id} is not as the ledger says: it was changed` }
        if (record.revoked_at !== key.revokedAt)
          return { seq: key.seq, why: `API key ${id} is ${record.revoked_at ? 'revoked' : 'in force'}, the ledger says otherwise` }
      }
      const stranger = records.find((record) => !known.has(record.id))
      return stranger && pruned === 0 ? { seq: 1, why: `API key ${stranger.id} was never made by an entry` } : undefined
    },
  }
}
