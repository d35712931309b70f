import { systemIdentity } from '../../identity/system.ts'
import type { Services } from '../../services.ts'
import { listWorkspaces } from '../../store/workspaces.ts'
import { pruneByPolicy } from './prune-by-policy.ts'

/** Of each workspace, the day for which this process has done it. */
export type DoneFor = Map<string, string>

/**
 * Lets go in every workspace what its policy has kept for long enough, once a day. Other processes may do the same: what
 * is old is so for all of them from the same midnight, and whoever comes second finds nothing left.
 */
export async function pruneDaily(services: Services, done: DoneFor): Promise<void> {
  const { store, clock, log } = services
  const today = new Date(clock()).toISOString().slice(0, 10)
  for (const workspace of await listWorkspaces(store.read)) {
    if (services.stopping.aborted) return
    if (done.get(workspace) === today) continue
    try {
      const pruned = await pruneByPolicy(services, systemIdentity, { workspace })
      // Once a hold is lifted, it is not put off until tomorrow.
      if (pruned.ok || pruned.refusal.code === 'nothing_to_prune') done.set(workspace, today)
    } catch (error) {
      log.warn({ err: error, workspace }, 'what the policy lets go could not be pruned; it is tried again')
    }
  }
}
