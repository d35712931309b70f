import { ok, type Result } from '../../../shared/domain/result.ts'
import { askToStop, readLease } from '../../store/deploy-leases.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy } from '../../store/deploys.ts'
import { beforePush } from '../surfaces/circumstances.ts'
import type { Act } from '../transition.ts'
import { advanceDeploy, noSuchDeploy } from './advance-deploy.ts'
import { whyNotCommand } from './deploy-guards.ts'

/** Whoever carries it out is asked to stop. What nobody carries out, and has pushed nothing, is over at once. */
export async function cancelDeploy({ tx, caller, who }: Act, id: string): Promise<Result<DeployRecord>> {
  const record = await findDeploy(tx.db, tx.workspace, id)
  if (record === undefined) return { ok: false, refusal: noSuchDeploy }
  const refusal = whyNotCommand(record, 'cancel', caller)
  if (refusal) return { ok: false, refusal }
  const { path, stage } = record.deploy
  const { lease_until } = await readLease(tx.db, tx.workspace, id)
  const isHeld = lease_until !== null && lease_until > tx.now
  // What a forge runs goes on there whether or not anybody follows it.
  if (!isHeld && path === 'local' && beforePush.has(stage.state)) {
    const ending = { outcome: 'cancelled', at: tx.now, by: who, detail: null, observed_sha: null } as const
    return advanceDeploy(tx, id, { kind: 'ended', ending }, who)
  }
  await askToStop(tx, id, who)
  return ok({ ...record, stop: who })
}
