import type { IncidentStatus, Severity } from '../../shared/domain/incident.ts'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'

/** The incidents that something is linked to, newest first. */
export async function readIncidentsLinkedTo(
  db: ReadDb,
  workspace: string,
  kind: string,
  ref: string,
): Promise<{ id: string; title: string; severity: Severity; status: IncidentStatus }[]> {
  const rows = await runShaped(db, 'incidents linked to', [workspace, kind, ref], () =>
    db
      .selectFrom('incident_link')
      .innerJoin('incident', 'incident.id', 'incident_link.incident')
      .select(['incident.id', 'incident.title', 'incident.severity', 'incident.status'])
      .where('incident_link.workspace', '=', workspace)
      .where('incident_link.kind', '=', kind)
      .where('incident_link.ref', '=', ref)
      .orderBy('incident.n', 'desc'),
  )
  return rows.map((row) => ({
    ...row,
    severity: row.severity as Severity,
    status: row.status as IncidentStatus,
  }))
}

/** What of a linked action fits beside its id. */
export async function readLinkedActions(db: ReadDb, workspace: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('action')
    .select(['id', 'type', 'tier', 'target_ref', 'status'])
    .where('workspace', '=', workspace)
    .where('id', 'in', ids)
    .execute()
}
