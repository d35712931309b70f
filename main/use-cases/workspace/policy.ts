import type { z } from '@hono/zod-openapi'
import type { Policy } from '../../../shared/contract/workspace.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { readDrillPolicy, saveDrillPolicy } from '../../store/drill-policy.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readPolicy, savePolicy } from '../../store/workspace-state.ts'
import type { Caller } from '../caller.ts'
import type { Act } from '../transition.ts'

type PolicyView = z.output<typeof Policy>

export const showPolicy = ({ store, mode }: Pick<Services, 'store' | 'mode'>, { workspace }: Caller) =>
  viewPolicy(store.read, workspace, mode === 'local')

type Wanted = { single_operator?: boolean | undefined; drills?: { require_verified: boolean } | undefined }

export async function setPolicy(
  { mode }: Pick<Services, 'mode'>,
  act: Act,
  { single_operator, drills }: Wanted,
): Promise<Result<PolicyView>> {
  const { tx } = act
  if (single_operator !== undefined) {
    // On this machine there may be nobody else. Where there are others, the policy of one is not on offer.
    if (mode !== 'local')
      return refuse('not_offered_here', 'The single-operator policy is for one person on their own machine.')
    await setSingleOperator(act, single_operator)
  }
  if (drills) await setRequireVerified(act, drills.require_verified)
  return ok(await viewPolicy(tx.db, tx.workspace, mode === 'local'))
}

async function setSingleOperator({ tx, who }: Act, single_operator: boolean): Promise<void> {
  const before = await readPolicy(tx.db, tx.workspace)
  if ((before?.single_operator ?? false) === single_operator) return
  const subject = `workspace:${tx.workspace}`
  const { seq } = tx.append({ action: 'workspace.policy.changed', subject, actor: who, data: { single_operator } })
  await savePolicy(tx, { single_operator, by: who, since: tx.now, last_seq: seq })
}

async function setRequireVerified({ tx, who }: Act, require_verified: boolean): Promise<void> {
  const before = await readDrillPolicy(tx.db, tx.workspace)
  if ((before?.require_verified ?? false) === require_verified) return
  const subject = `workspace:${tx.workspace}`
  const { seq } = tx.append({
    action: 'workspace.drill_policy.changed',
    subject,
    actor: who,
    data: { require_verified },
  })
  await saveDrillPolicy(tx, { require_verified, by: who, since: tx.now, last_seq: seq })
}

async function viewPolicy(db: ReadDb, workspace: string, changeable: boolean): Promise<PolicyView> {
  const policy = await readPolicy(db, workspace)
  const drills = await readDrillPolicy(db, workspace)
  const known = [policy, drills].flatMap((row) => row?.by.digest ?? [])
  const actors = await viewActors(db, workspace, known)
  return {
    single_operator: policy?.single_operator ?? false,
    by: (policy && actors[policy.by.digest]) ?? null,
    since: policy?.since ?? null,
    changeable,
    drills: {
      require_verified: drills?.require_verified ?? false,
      by: (drills && actors[drills.by.digest]) ?? null,
      since: drills?.since ?? null,
      configured: false,
    },
  }
}
