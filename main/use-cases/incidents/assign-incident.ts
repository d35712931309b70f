import type { Who } from '../../../shared/domain/action.ts'
import { type Result, refuse } from '../../../shared/domain/result.ts'
import { findDigest } from '../../store/actors.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import type { Act } from '../transition.ts'
import { commandIncident } from './command-incident.ts'

/** The owner is somebody who was seen in this workspace, so that nobody is waited for who does not exist. */
export async function assignIncident(act: Act, id: string, owner: string | null): Promise<Result<IncidentRecord>> {
  const found = owner === null ? null : await knownAs(act, owner)
  if (found !== undefined) return commandIncident(act, id, { name: 'assign', owner: found })
  return refuse('invalid_input', 'Nobody is known here under that id.', {
    issues: [{ path: ['owner'], message: 'expected the id of an actor of this workspace' }],
  })
}

async function knownAs({ tx, who }: Act, id: string): Promise<Who | undefined> {
  // Whoever takes it themselves is known by the name that they have now.
  if (id === who.id) return who
  const digest = await findDigest(tx.db, tx.workspace, id)
  return digest === undefined ? undefined : { id, digest }
}
