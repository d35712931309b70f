import type { Insertable, Selectable } from 'kysely'
import { type Incident, type LinkKind, type Severity, statusOf } from '../../shared/domain/incident.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import type { Schema } from './schema.ts'

/** An incident, its place in the list, and the entry that changed it last. */
export type IncidentRecord = { n: number; last_seq: number; incident: Incident }
export type IncidentRow = Selectable<Schema['incident']>
export type LinkRow = Selectable<Schema['incident_link']>

export function recordOf(row: IncidentRow, links: readonly LinkRow[]): IncidentRecord {
  const { id, workspace, title, opened_at, owner, owner_digest, resolved_at, resolved_by, resolved_by_digest } = row
  const resolver = resolved_by !== null &&
    resolved_by_digest !== null && { id: resolved_by, digest: resolved_by_digest }
  return {
    n: row.n,
    last_seq: row.last_seq,
    incident: {
      id,
      workspace,
      title,
      severity: row.severity as Severity,
      opened_by: { id: row.opened_by, digest: row.opened_by_digest },
      opened_at,
      owner: owner !== null && owner_digest !== null ? { id: owner, digest: owner_digest } : null,
      links: links.map(({ kind, ref, seq }) => ({ kind: kind as LinkKind, ref, seq })),
      resolved: resolver && resolved_at !== null ? { by: resolver, at: resolved_at, note: row.resolution } : null,
    },
  }
}

/** What changes of it. */
export const stateOf = (incident: Incident) => ({
  owner: incident.owner?.id ?? null,
  owner_digest: incident.owner?.digest ?? null,
  status: statusOf(incident),
  resolved_at: incident.resolved?.at ?? null,
  resolved_by: incident.resolved?.by.id ?? null,
  resolved_by_digest: incident.resolved?.by.digest ?? null,
  resolution: incident.resolved?.note ?? null,
})

export function rowOf(incident: Incident, last_seq: number): Insertable<Schema['incident']> {
  const { id, workspace, title, severity, opened_by, opened_at } = incident
  return {
    id,
    workspace,
    title,
    severity,
    opened_by: opened_by.id,
    opened_by_digest: opened_by.digest,
    opened_at,
    words: wordsOf(incident),
    ...stateOf(incident),
    last_seq,
  }
}

/** Each word with a space before it, so that a search finds words by their beginning. A pasted id is found too. */
const wordsOf = ({ id, title, severity }: Incident): string =>
  searchWords(title, severity, id)
    .map((word) => ` ${word}`)
    .join('')
