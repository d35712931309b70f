import { ok, type Result } from '../../../shared/domain/result.ts'
import { whyNotRollback } from '../../../shared/domain/surface-guards.ts'
import { quarantineOf } from '../../../shared/domain/surface-standing.ts'
import type { Services } from '../../services.ts'
import { askToStop } from '../../store/deploy-leases.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { changeStanding } from '../surfaces/change-standing.ts'
import { circumstancesAt } from '../surfaces/circumstances.ts'
import type { KnownSurface } from '../surfaces/known-surfaces.ts'
import type { RollbackWay } from '../surfaces/rollback-target.ts'
import type { Act } from '../transition.ts'
import { beginDeploy } from './begin-deploy.ts'
import { isBad } from './find-rollback.ts'
import { oweToServer } from './forwarding.ts'

export type NewRollback = { to_release?: string | undefined; reason?: string | undefined }

/**
 * In one transaction: whatever goes out there is asked to stop, the release is pinned and its intent written, and what is
 * rolled back from is put in quarantine. Of two presses at once one begins; the other is told so.
 */
export async function startRollback(
  services: Services,
  act: Act,
  known: KnownSurface,
  { to_release, reason }: NewRollback,
  way: RollbackWay,
): Promise<Result<DeployRecord>> {
  const { tx, caller, who } = act
  const { surface } = known
  const at = await circumstancesAt(tx.db, caller, known, tx.now)
  const refusal = whyNotRollback(at, way.to?.id ?? null, to_release !== undefined)
  if (refusal) return { ok: false, refusal }
  for (const { deploy_id } of at.inFlight) await askToStop(tx, deploy_id, who)
  const record = await beginDeploy(services, act, surface, {
    kind: 'rollback',
    path: 'local',
    from_sha: way.from_sha,
    to_sha: way.to?.sha ?? null,
    to_release: way.to?.id ?? null,
    break_glass: false,
    passes: [],
    warnings: [...(caller.owes?.warnings ?? [])],
  })
  await oweToServer(act, record.deploy.deploy_id)
  const { deploy_id } = record.deploy
  if (way.from_sha !== null && isBad(way) && !quarantineOf(at.standing, way.from_sha)) {
    const why = reason?.trim() || `rolled back to ${way.to?.id}`
    const quarantine = { sha: way.from_sha, reason: why, by: who, at: tx.now, deploy_id }
    await changeStanding(tx, surface.id, { kind: 'quarantined', quarantine }, who)
  }
  return ok(record)
}
