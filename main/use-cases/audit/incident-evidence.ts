import { canonicalText } from '../../../shared/domain/entry.ts'
import type { IncidentEvidence } from '../../ledger/replay/incidents.ts'
import { type IncidentRow, type LinkRow, recordOf, rowOf } from '../../store/incident-record.ts'
import { readIncidentRows, readLinkRows } from '../../store/incidents.ts'
import type { ReadDb } from '../../store/schema.ts'

/** The rows of a workspace's incidents for the verifier, who learns too whether a row agrees with itself. */
export async function incidentEvidence(
  db: ReadDb,
  workspace: string,
): Promise<{ rows: IncidentEvidence[]; strays: number }> {
  const rows = await readIncidentRows(db, workspace)
  const links = Map.groupBy(await readLinkRows(db, workspace), ({ incident }) => incident)
  const evidence = rows.map((row) => evidenceOf(row, links.get(row.id) ?? []))
  for (const { id } of rows) links.delete(id)
  return { rows: evidence, strays: links.size }
}

function evidenceOf({ n, ...row }: IncidentRow, links: readonly LinkRow[]): IncidentEvidence {
  const { id, last_seq } = row
  try {
    const { incident } = recordOf({ n, ...row }, links)
    const written: Record<string, unknown> = rowOf(incident, last_seq)
    const agrees = Object.entries(row).every(([column, value]) => written[column] === value)
    // SQLite stores whatever it is given, also what no JSON can say.
    canonicalText(incident)
    return { id, last_seq, incident: agrees ? incident : undefined }
  } catch {
    return { id, last_seq, incident: undefined }
  }
}
