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
import { setRetention, viewRetention, type WantedRetention } from './retention.ts'

type PolicyView = z.output<typeof Policy>

type Rules = Pick<Services, 'mode' | 'drillPolicy'>

export const showPolicy = (services: Rules & Pick<Services, 'store'>, { workspace }: Caller) =>
  viewPolicy(services, services.store.read, workspace)

type Wanted = {
  single_operator?: boolean | undefined
  drills?: { require_verified: boolean } | undefined
  retention?: WantedRetention | undefined
}

export async function setPolicy(
  rules: Rules,
  act: Act,
  { single_operator, drills, retention }: Wanted,
): Promise<Result<PolicyView>> {
  const { tx } = act
  // On this machine there may be nobody else. Where there are others, the policy of one is not on offer.
  if (single_operator !== undefined && rules.mode !== 'local')
    return refuse('not_offered_here', 'The single-operator policy is for one person on their own machine.')
  if (drills?.require_verified === false && rules.drillPolicy.requireVerified)
    return refuse('not_offered_here', 'The configuration of this server asks for verified actors: it is changed there.')
  if (single_operator !== undefined) await setSingleOperator(act, single_operator)
  if (drills) await setRequireVerified(act, drills.require_verified)
  if (retention) await setRetention(act, retention)
  return ok(await viewPolicy(rules, tx.db, tx.workspace))
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

async function viewPolicy({ mode, drillPolicy }: Rules, db: ReadDb, workspace: string): Promise<PolicyView> {
  const policy = await readPolicy(db, workspace)
  const drills = await readDrillPolicy(db, workspace)
  const known = [policy, drills].flatMap((row) => row?.by.digest ?? [])
  const actors = await viewActors(db, workspace, known)
  return {
    single_operator: policy?.single_operator ?? false,
    by: (policy && actors[policy.by.digest]) ?? null,
    since: policy?.since ?? null,
    changeable: mode === 'local',
    drills: {
      require_verified: drillPolicy.requireVerified || (drills?.require_verified ?? false),
      by: (drills && actors[drills.by.digest]) ?? null,
      since: drills?.since ?? null,
      configured: drillPolicy.requireVerified,
    },
    retention: await viewRetention(db, workspace),
  }
}
