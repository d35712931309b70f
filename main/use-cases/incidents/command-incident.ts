import { evolve } from '../../../shared/domain/incident.ts'
import { writeIncidentEvent } from '../../../shared/domain/incident-entries.ts'
import { decideOnIncident, type IncidentCommand } from '../../../shared/domain/incident-rules.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import { findIncident, insertLink, saveIncident } from '../../store/incidents.ts'
import type { Act } from '../transition.ts'
import { noSuchIncident } from './show-incident.ts'

/** Gives an incident a command: it is decided on the row as it is inside this transaction, whoever else is at it. */
export async function commandIncident(
  { tx, caller, who }: Act,
  id: string,
  command: IncidentCommand,
): Promise<Result<IncidentRecord>> {
  const record = await findIncident(tx.db, tx.workspace, id)
  if (!record) return { ok: false, refusal: noSuchIncident }
  const decision = decideOnIncident(record.incident, command, { who, permissions: caller.permissions, now: tx.now })
  if (!decision.ok) return decision
  const event = decision.value
  // It is already as it was asked to be.
  if (event === undefined) return ok(record)
  const { seq } = tx.append({ ...writeIncidentEvent(id, event), actor: who })
  // A note is an entry, and nothing else.
  if (event.kind === 'noted') return ok(record)
  const incident = evolve(record.incident, event, seq)
  await saveIncident(tx, incident, seq)
  if (event.kind === 'linked') await insertLink(tx, id, event.link, seq)
  return ok({ ...record, incident, last_seq: seq })
}
