import type { z } from '@hono/zod-openapi'
import type { NewIncident } from '../../../shared/contract/incidents.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import { findIncident } from '../../store/incidents.ts'
import type { Act } from '../transition.ts'
import { missingAction } from './link-incident.ts'
import { openIncident } from './open-incident.ts'

/** Opens one because a person asks for it. */
export async function createIncident(
  { tx, who }: Act,
  wanted: z.output<typeof NewIncident>,
): Promise<Result<IncidentRecord>> {
  const missing = wanted.action_id === undefined ? undefined : await missingAction(tx, wanted.action_id, 'action_id')
  if (missing) return { ok: false, refusal: missing }
  const { id } = await openIncident(tx, who, wanted)
  const record = await findIncident(tx.db, tx.workspace, id)
  if (!record) throw new Error('what was just opened is not there')
  return ok(record)
}
