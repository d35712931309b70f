import type { Who } from '../../../shared/domain/action.ts'
import { type Incident, openingOf, type Severity, titleOf } from '../../../shared/domain/incident.ts'
import { writeOpening } from '../../../shared/domain/incident-entries.ts'
import { insertIncident } from '../../store/incidents.ts'
import { newId } from '../../store/new-id.ts'
import type { Tx } from '../../store/store.ts'

/**
 * Opens an incident in a transaction that may do other things too. The action that it is opened for, or by, is linked
 * from the start; the caller has made sure that it is there. The title is made one line, so it may be another's text.
 */
export async function openIncident(
  tx: Tx,
  by: Who,
  wanted: { title: string; severity: Severity; action_id?: string | undefined },
): Promise<Incident> {
  const id = newId(Date.parse(tx.now))
  const data = { title: titleOf(wanted.title), severity: wanted.severity, action_id: wanted.action_id ?? null }
  const entry = tx.append({ ...writeOpening(id, data), actor: by })
  const facts = { id, workspace: tx.workspace, opened_by: by, opened_at: tx.now, ...data }
  const incident = openingOf(facts, entry.seq)
  await insertIncident(tx, incident, entry.seq)
  return incident
}
