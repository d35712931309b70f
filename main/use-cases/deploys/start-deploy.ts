import { definitionDigest } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { isBreakGlass } from '../../../shared/domain/surface.ts'
import { mayDeploy } from '../../../shared/domain/surface-guards.ts'
import type { Services } from '../../services.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { circumstancesAt } from '../surfaces/circumstances.ts'
import { findKnownSurface } from '../surfaces/known-surfaces.ts'
import type { Act } from '../transition.ts'
import { beginDeploy } from './begin-deploy.ts'
import type { Checked, NewDeploy } from './check-deploy.ts'

/** Decided on the rows as they are inside this transaction: of two who ask at once, in whatever processes, one begins. */
export async function startDeploy(
  services: Services,
  act: Act,
  { path, pass_reason }: NewDeploy,
  { known, preview, warnings }: Checked,
): Promise<Result<DeployRecord>> {
  const { tx, caller } = act
  const { from_sha, to_sha } = preview
  const now = await findKnownSurface(services, tx.db, tx.workspace, known.surface.id)
  if (now === undefined || definitionDigest(now.surface) !== definitionDigest(known.surface))
    return refuse('target_moved', 'The surface was defined anew meanwhile. Look at it again: nothing was deployed.')
  const at = await circumstancesAt(tx.db, caller, now, tx.now)
  const passes = mayDeploy(at, { path, to_sha, pass: pass_reason })
  if (!passes.ok) return passes
  const decided = { kind: 'deploy', path, from_sha, to_sha, to_release: null, warnings } as const
  const break_glass = isBreakGlass(now.surface, path)
  return ok(await beginDeploy(services, act, now.surface, { ...decided, break_glass, passes: passes.value }))
}
