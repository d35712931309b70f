import { type Deploy, outcomeOf } from '../../../shared/domain/gate.ts'
import { quarantineOf, sameCommit } from '../../../shared/domain/surface-standing.ts'
import { readStanding } from '../../store/surfaces.ts'
import { changeStanding } from '../surfaces/change-standing.ts'
import type { Act } from '../transition.ts'

/** What runs there follows, unless something else went out later; and what was rolled back does not go out again by itself. */
export async function settleRecorded({ tx, who }: Act, deploy: Deploy): Promise<void> {
  const outcome = outcomeOf(deploy)
  const { surface_id, deploy_id, began_by, from_sha, to_sha, release, kind, stage } = deploy
  const standing = await readStanding(tx.db, tx.workspace, surface_id)
  const told = stage.ending?.at
  // Whoever's clock is ahead does not keep what goes out after it from being what runs.
  const since = told !== undefined && told < tx.now ? told : tx.now
  const isOut = outcome === 'success' || outcome === 'health_check_failed'
  if (isOut && !(standing.running !== null && standing.running.since > since)) {
    const running = { sha: to_sha, release, since, by: began_by, deploy_id }
    await changeStanding(tx, surface_id, { kind: 'running', running }, who)
    if (kind === 'rollback' && standing.alert !== null)
      await changeStanding(tx, surface_id, { kind: 'alert_cleared', reason: `rolled back: ${deploy_id}` }, who)
  }
  if (kind !== 'rollback' || outcome === 'cancelled' || from_sha === null || sameCommit(from_sha, to_sha)) return
  if (quarantineOf(standing, from_sha)) return
  const quarantine = { sha: from_sha, reason: `rolled back: ${deploy_id}`, by: who, at: tx.now, deploy_id }
  await changeStanding(tx, surface_id, { kind: 'quarantined', quarantine }, who)
}
