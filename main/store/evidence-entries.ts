import { sql } from 'kysely'
import type { RevealedActor } from '../../shared/domain/evidence/format.ts'
import type { EntryFilter } from './entries.ts'
import type { ReadDb } from './schema.ts'

/** The entries whose subject begins so, in the order of the ledger: their places alone, which an index has. */
export async function placesAbout(
  db: ReadDb,
  workspace: string,
  prefix: string,
  { after, size }: { after: number; size: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('ledger_entry')
    .select('seq')
    .where('workspace', '=', workspace)
    .where(sql<boolean>`subject >= ${prefix} and subject < ${afterAll(prefix)}`)
    .where(places(after, size))
    .execute()
  return rows.map(({ seq }) => seq).sort((a, b) => a - b)
}

/**
 * Not to be found by: the index of subjects has the places too, and SQLite would rather read every entry's text to learn
 * its subject.
 */
const places = (after: number, size: number) => sql<boolean>`+seq > ${after} and +seq <= ${size}`

/** Beyond everything that begins so: a prefix ends in a character that is not the last there is. */
const afterAll = (prefix: string): string =>
  `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`

type Wanted = EntryFilter & { after: number; size: number }

/** The places of what the Audit screen's filter finds. */
export async function placesMatching(db: ReadDb, workspace: string, wanted: Wanted): Promise<number[]> {
  const { action, subject, after, size } = wanted
  // Every place of a ledger is taken.
  if (!action && !subject) return Array.from({ length: Math.max(0, size - after) }, (_, i) => after + 1 + i)
  let query = db.selectFrom('ledger_entry').select('seq').where('workspace', '=', workspace).where(places(after, size))
  if (action?.endsWith('.')) query = query.where(sql<boolean>`action >= ${action} and action < ${afterAll(action)}`)
  else if (action) query = query.where('action', '=', action)
  if (subject) query = query.where('subject', '=', subject)
  return (await query.execute()).map(({ seq }) => seq).sort((a, b) => a - b)
}

type Text = { seq: number; body: string | null }

/** The stored texts of these entries; places come in order. */
export async function readTextsAt(db: ReadDb, workspace: string, seqs: readonly number[]): Promise<Text[]> {
  const [first, last] = [seqs[0], seqs.at(-1)]
  if (first === undefined || last === undefined) return []
  const query = db.selectFrom('ledger_entry').select(['seq', 'body']).where('workspace', '=', workspace).orderBy('seq')
  const isDense = last - first < 2 * seqs.length
  if (!isDense) return query.where('seq', 'in', seqs).execute()
  const rows = await query.where('seq', '>=', first).where('seq', '<=', last).execute()
  if (rows.length === seqs.length) return rows
  const wanted = new Set(seqs)
  return rows.filter(({ seq }) => wanted.has(seq))
}

/** Who these digests stand for, by digest. Of somebody who was erased there is nothing left but the place. */
export async function revealActors(
  db: ReadDb,
  workspace: string,
  digests: readonly string[],
): Promise<RevealedActor[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('actor')
    .select(['digest', 'id', 'issuer', 'subject', 'email', 'name', 'via', 'verified', 'salt', 'erased_at'])
    .where('workspace', '=', workspace)
    .where('digest', 'in', digests)
    .orderBy('digest')
    .execute()
  return rows.map(({ erased_at, via, verified, ...facts }) => {
    const erased = erased_at !== null
    return { ...facts, erased, via: erased ? null : via, verified: erased ? null : verified === 1 }
  })
}
