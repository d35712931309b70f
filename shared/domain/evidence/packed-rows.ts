import type { Who } from '../action.ts'
import type { Json } from '../entry.ts'
import type { ActionRow } from './action-row.ts'
import type { EvidenceRow } from './kind.ts'

/**
 * Rows as short texts: without the names of their members, and with the people, who are few, as places in a list. A long
 * ledger has many actions that are over, and all of them are remembered until the last entry is read. What comes out has
 * its keys in the order of the canonical form.
 */
export function rowPacker() {
  const people: Who[] = []
  const places = new Map<string, number>()
  let names: readonly string[] = []

  function placeOf({ id, digest }: Who): number {
    const key = `${id.length} ${id}${digest}`
    const place = places.get(key) ?? people.push({ digest, id }) - 1
    places.set(key, place)
    return place
  }
  const packed = (who: Who | null) => (who === null ? null : placeOf(who))
  const unpacked = (place: Json) => (typeof place === 'number' ? (people[place] ?? null) : null)

  return {
    pack(row: ActionRow): string {
      const small: EvidenceRow = {
        ...row,
        proposed_by: placeOf(row.proposed_by),
        rejected_by: packed(row.rejected_by),
        executed_by: packed(row.executed_by),
        claimed_by: packed(row.claimed_by),
        approvals: row.approvals.map(({ actor, at, note, proposal_digest }) => [
          placeOf(actor),
          at,
          note,
          proposal_digest,
        ]),
      }
      if (names.length === 0) names = Object.keys(small).sort()
      return JSON.stringify(names.map((name) => small[name] ?? null))
    },
    unpack(text: string): EvidenceRow {
      const values = JSON.parse(text) as Json[]
      const row: Record<string, Json> = {}
      for (const [i, name] of names.entries()) row[name] = values[i] ?? null
      for (const name of ofPeople) row[name] = unpacked(row[name] ?? null)
      const approvals = row.approvals as readonly Json[][]
      row.approvals = approvals.map(([actor = null, at = null, note = null, proposal_digest = null]) => ({
        actor: unpacked(actor),
        at,
        note,
        proposal_digest,
      }))
      return row
    },
  }
}

const ofPeople = ['proposed_by', 'rejected_by', 'executed_by', 'claimed_by'] as const
