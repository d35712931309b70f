import { setImmediate } from 'node:timers/promises'
import type { Entry } from '../../shared/domain/entry.ts'
import type { Derivation, EvidenceFilter, EvidenceKind } from '../../shared/domain/evidence/kind.ts'
import { placesAbout, placesMatching, readTextsAt } from '../store/evidence-entries.ts'
import type { ReadDb } from '../store/schema.ts'

export const batchSize = 500

export type Selected = {
  /** The places of what goes into the package, in order. */
  seqs: readonly number[]
  derivation: Derivation
}
type Wanted = { workspace: string; kind: EvidenceKind; filter: EvidenceFilter; size: number; as_of: string }

/**
 * What stands behind the rows that a filter wants: everything that the ledger has about the subjects of these rows. Of
 * what was pruned nobody can tell any more what it was about: who asks has to have asked for nothing before its end.
 */
export async function selectEntries(db: ReadDb, wanted: Wanted): Promise<Selected> {
  const { workspace, kind, filter, size, as_of } = wanted
  const after = Number(filter.after ?? 0)
  const derivation = kind.derive(filter, as_of)
  if (kind.about === null) {
    const asked = { action: asText(filter.action), subject: asText(filter.subject), after, size }
    return { seqs: await placesMatching(db, workspace, asked), derivation }
  }
  const about = await placesAbout(db, workspace, kind.about, { after, size })
  const subjects = await deriveFrom(db, workspace, about, derivation)
  const behind = derivation.subjects()
  return { seqs: about.filter((_, i) => behind?.has(subjects[i] ?? '') ?? true), derivation }
}

const asText = (value: EvidenceFilter[string] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

/** Tells the derivation of every entry. What each is about, in the same order. */
async function deriveFrom(
  db: ReadDb,
  workspace: string,
  seqs: readonly number[],
  derivation: Derivation,
): Promise<readonly string[]> {
  const subjects: string[] = []
  // One copy of each: a text of a parsed entry keeps all of it in memory.
  const known = new Map<string, string>()
  for (let from = 0; from < seqs.length; from += batchSize) {
    // A ledger is long, and others wait: SQLite answers without ever letting go of the thread.
    await setImmediate()
    for (const { seq, body } of await readTextsAt(db, workspace, seqs.slice(from, from + batchSize))) {
      if (body === null) throw new Error(`entry ${seq} is empty, and yet it is about something`)
      const entry = JSON.parse(body) as Entry
      const why = derivation.apply(entry)
      if (why !== undefined) throw new Error(`entry ${seq} does not follow the rules: ${why}`)
      const subject = known.get(entry.subject) ?? entry.subject
      known.set(subject, subject)
      subjects.push(subject)
    }
  }
  return subjects
}
