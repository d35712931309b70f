import type { Result } from '../../../shared/domain/result.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy } from '../../store/deploys.ts'
import type { Act } from '../transition.ts'
import { advanceDeploy, noSuchDeploy } from './advance-deploy.ts'
import { whyNotCommand } from './deploy-guards.ts'

/** Somebody else has looked at what was done past the gate. */
export async function closeReview({ tx, caller, who }: Act, id: string, note: string): Promise<Result<DeployRecord>> {
  const record = await findDeploy(tx.db, tx.workspace, id)
  if (record === undefined) return { ok: false, refusal: noSuchDeploy }
  const refusal = whyNotCommand(record, 'close_review', caller)
  if (refusal) return { ok: false, refusal }
  return advanceDeploy(tx, id, { kind: 'review_closed', by: who, at: tx.now, note: note.trim() }, who)
}
