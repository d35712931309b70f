import { begin, type DeployFacts } from '../../../shared/domain/gate.ts'
import { writeIntent } from '../../../shared/domain/gate-entries.ts'
import { definitionDigest } from '../../../shared/domain/preview.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import type { Services } from '../../services.ts'
import { appendLog } from '../../store/deploy-log.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy, insertDeploy } from '../../store/deploys.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'

const leaseMs = 30_000

/** What is decided; the rest of the facts is the surface's, and of who asks and when. */
type Decided = Pick<
  DeployFacts,
  'kind' | 'path' | 'from_sha' | 'to_sha' | 'to_release' | 'break_glass' | 'passes' | 'warnings'
> & { deploy_id?: string }

/** The intent is durable before anything happens: its entry, and the row that this process then carries out. */
export async function beginDeploy(
  { gate }: Pick<Services, 'gate'>,
  { tx, who }: Act,
  surface: Surface,
  decided: Decided,
): Promise<DeployRecord> {
  const { id: surface_id, environment, app: target_app, health } = surface
  const facts: DeployFacts = {
    ...decided,
    deploy_id: decided.deploy_id ?? newId(Date.parse(tx.now)),
    surface_id,
    environment,
    target_app,
    trigger: decided.path === 'ci' ? 'ci' : 'local-script',
    began_at: tx.now,
    began_by: who,
    // The run of the forge looks after health itself.
    health_attempts: decided.path === 'ci' || health.url === null ? 0 : health.attempts,
    definition_digest: definitionDigest(surface),
  }
  const { seq } = tx.append({ ...writeIntent(facts), actor: who })
  const lease_until = new Date(Date.parse(tx.now) + leaseMs).toISOString()
  await insertDeploy(tx, begin(facts), seq, { lease: gate.id, lease_until })
  const state = { state: 'triggered', outcome: null, event: 'intent' }
  await appendLog(tx, facts.deploy_id, [{ kind: 'state', text: JSON.stringify(state) }])
  const record = await findDeploy(tx.db, tx.workspace, facts.deploy_id)
  if (record === undefined) throw new Error('what was just begun is not there')
  return record
}
