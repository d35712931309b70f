import type { Who } from '../../../shared/domain/action.ts'
import {
  cameOut,
  type Deploy,
  decideOnDeploy,
  endingOf,
  evolveDeploy,
  type GateEvent,
  outcomeOf,
  ranAlready,
} from '../../../shared/domain/gate.ts'
import { writeGateEvent } from '../../../shared/domain/gate-entries.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import { quarantineOf, type Standing } from '../../../shared/domain/surface-standing.ts'
import { appendLog } from '../../store/deploy-log.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy, saveDeploy } from '../../store/deploys.ts'
import type { Tx } from '../../store/store.ts'
import { readStanding } from '../../store/surfaces.ts'
import { changeStanding } from '../surfaces/change-standing.ts'

/** The same for what belongs to another workspace. */
export const noSuchDeploy: Refusal = { code: 'not_found', detail: 'There is no such deploy.' }

/**
 * What happens to a deploy: decided on the row as it is inside this transaction, with its entry, its line in the log that
 * people watch, and, where it went well, what runs at the surface from now on. The one way in which a deploy changes.
 */
export async function advanceDeploy(
  tx: Tx,
  deploy_id: string,
  event: GateEvent,
  by: Who,
): Promise<Result<DeployRecord>> {
  const record = await findDeploy(tx.db, tx.workspace, deploy_id)
  if (record === undefined) return { ok: false, refusal: noSuchDeploy }
  const decision = decideOnDeploy(record.deploy, event)
  if (!decision.ok) return decision
  const { seq } = tx.append({ ...writeGateEvent(record.deploy, event), actor: by })
  const deploy = evolveDeploy(record.deploy, event)
  await saveDeploy(tx, deploy, seq)
  await appendLog(tx, deploy_id, [logged(deploy, event)])
  if (event.kind === 'ended') await settleSurface(tx, deploy, by, endingOf(record.deploy) !== null)
  return ok({ ...record, deploy, last_seq: seq })
}

function logged(deploy: Deploy, event: GateEvent) {
  if (event.kind === 'probed') return { kind: 'health' as const, text: JSON.stringify(event.probe) }
  const state = { state: deploy.stage.state, outcome: outcomeOf(deploy), event: event.kind }
  return { kind: 'state' as const, text: JSON.stringify(state) }
}

/**
 * What came out runs there now, well or not; and what was rolled back has no alert any more. `late`: it had been lost sight
 * of, and what became of it is known only now, when something else may have gone out after it; as it may have after what was
 * broken off.
 */
async function settleSurface(tx: Tx, deploy: Deploy, by: Who, late: boolean): Promise<void> {
  if (!cameOut(deploy) || ranAlready(deploy)) return
  const { surface_id, to_sha: sha, release, deploy_id, began_by, began_at } = deploy
  const outcome = outcomeOf(deploy)
  const isWhole = outcome === 'success' || outcome === 'health_check_failed'
  const { running: before } = await readStanding(tx.db, tx.workspace, surface_id)
  const isOther = before !== null && before.deploy_id !== deploy_id
  if ((late || !isWhole) && isOther && before.since > began_at) return
  const told = endingOf(deploy)?.at
  // Whoever's clock is ahead does not keep what goes out after it, or what the host says, from being what runs.
  const since = late && told !== undefined && told < tx.now ? told : tx.now
  const running = { sha, release, since, by: began_by, deploy_id }
  const changed = await changeStanding(tx, surface_id, { kind: 'running', running }, by)
  if (!changed.ok) throw new Error('what runs at a surface can always change')
  if (deploy.kind !== 'rollback') return
  if (changed.value.alert !== null)
    await changeStanding(tx, surface_id, { kind: 'alert_cleared', reason: `rolled back: ${deploy_id}` }, by)
  if (!late) await quarantineLeft(tx, deploy, changed.value, by)
}

/** A release that nobody could look up when it was named: only now is it known that it led away from what ran. */
async function quarantineLeft(tx: Tx, deploy: Deploy, standing: Standing, by: Who): Promise<void> {
  const { surface_id, deploy_id, from_sha, to_sha, to_release } = deploy
  if (to_sha !== null || from_sha === null || quarantineOf(standing, from_sha)) return
  const quarantine = { sha: from_sha, reason: `rolled back to ${to_release}`, by, at: tx.now, deploy_id }
  await changeStanding(tx, surface_id, { kind: 'quarantined', quarantine }, by)
}
