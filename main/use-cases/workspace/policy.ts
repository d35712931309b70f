import type { z } from '@hono/zod-openapi'
import type { Policy } from '../../../shared/contract/workspace.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readPolicy, savePolicy } from '../../store/workspace-state.ts'
import type { Caller } from '../caller.ts'
import type { Act } from '../transition.ts'

type PolicyView = z.output<typeof Policy>

export const showPolicy = ({ store, mode }: Pick<Services, 'store' | 'mode'>, { workspace }: Caller) =>
  viewPolicy(store.read, workspace, mode === 'local')

/** On this machine there may be nobody else. Where there are others, the policy of one is not on offer. */
export async function setPolicy(
  { mode }: Pick<Services, 'mode'>,
  { tx, who }: Act,
  { single_operator }: { single_operator: boolean },
): Promise<Result<PolicyView>> {
  if (mode !== 'local')
    return refuse('not_offered_here', 'The single-operator policy is for one person on their own machine.')
  const before = await readPolicy(tx.db, tx.workspace)
  if ((before?.single_operator ?? false) !== single_operator) {
    const subject = `workspace:${tx.workspace}`
    const { seq } = tx.append({ action: 'workspace.policy.changed', subject, actor: who, data: { single_operator } })
    await savePolicy(tx, { single_operator, by: who, since: tx.now, last_seq: seq })
  }
  return ok(await viewPolicy(tx.db, tx.workspace, true))
}

async function viewPolicy(db: ReadDb, workspace: string, changeable: boolean): Promise<PolicyView> {
  const policy = await readPolicy(db, workspace)
  if (!policy) return { single_operator: false, by: null, since: null, changeable }
  const actors = await viewActors(db, workspace, [policy.by.digest])
  const by = actors[policy.by.digest] ?? null
  return { single_operator: policy.single_operator, by, since: policy.since, changeable }
}
