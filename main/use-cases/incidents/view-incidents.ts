import type { z } from '@hono/zod-openapi'
import type { Incident as IncidentShape } from '../../../shared/contract/incidents.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { statusOf } from '../../../shared/domain/incident.ts'
import { allowedOnIncident } from '../../../shared/domain/incident-rules.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import type { Caller } from '../caller.ts'

export type IncidentView = z.output<typeof IncidentShape>

/** Incidents as this caller sees them: with names for those who acted, and with what the caller may do now. */
export async function viewIncidents(
  db: ReadDb,
  { workspace, permissions }: Pick<Caller, 'workspace' | 'permissions'>,
  records: readonly IncidentRecord[],
): Promise<IncidentView[]> {
  const people = records.flatMap(({ incident: { opened_by, owner, resolved } }) => [opened_by, owner, resolved?.by])
  const actors = await viewActors(
    db,
    workspace,
    people.flatMap((who) => (who ? [who.digest] : [])),
  )
  const name = (who: Who): ActorView => actors[who.digest] ?? unknown(who)
  return records.map(({ incident, last_seq }) => ({
    id: incident.id,
    title: incident.title,
    severity: incident.severity,
    status: statusOf(incident),
    owner: incident.owner && name(incident.owner),
    opened_at: incident.opened_at,
    opened_by: name(incident.opened_by),
    resolved_at: incident.resolved?.at ?? null,
    resolved_by: incident.resolved ? name(incident.resolved.by) : null,
    resolution: incident.resolved?.note ?? null,
    linked: incident.links.length,
    last_seq,
    commands: allowedOnIncident(incident, permissions),
  }))
}
