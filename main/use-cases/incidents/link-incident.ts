import type { Link } from '../../../shared/domain/incident.ts'
import { type Refusal, type Result, refuse } from '../../../shared/domain/result.ts'
import { findAction } from '../../store/actions.ts'
import { findDeploy } from '../../store/deploys.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import type { Tx } from '../../store/store.ts'
import { findTrace } from '../../store/traces.ts'
import type { Act } from '../transition.ts'
import { commandIncident } from './command-incident.ts'

export async function linkIncident(act: Act, id: string, link: Link): Promise<Result<IncidentRecord>> {
  if (link.kind === 'action') {
    const missing = await missingAction(act.tx, link.ref, 'ref')
    if (missing) return { ok: false, refusal: missing }
  }
  if (link.kind === 'deploy' && (await findDeploy(act.tx.db, act.tx.workspace, link.ref)) === undefined)
    return refuse('invalid_input', 'There is no such deploy.', {
      issues: [{ path: ['ref'], message: 'expected the id of a deploy of this workspace' }],
    })
  if (link.kind === 'trace' && (await findTrace(act.tx.db, act.tx.workspace, link.ref)) === undefined)
    return refuse('invalid_input', 'There is no such trace.', {
      issues: [{ path: ['ref'], message: 'expected the id of a trace of this workspace' }],
    })
  return commandIncident(act, id, { name: 'link', link })
}

/** The same for an action of another workspace. */
export async function missingAction(tx: Tx, action: string, field: string): Promise<Refusal | undefined> {
  if (await findAction(tx.db, tx.workspace, action)) return undefined
  const issues = [{ path: [field], message: 'expected the id of an action of this workspace' }]
  return { code: 'invalid_input', detail: 'There is no such action.', fields: { issues } }
}
