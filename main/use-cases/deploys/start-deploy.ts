import type { Pass } from '../../../shared/domain/gate.ts'
import { definitionDigest } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { isBreakGlass } from '../../../shared/domain/surface.ts'
import { mayDeploy } from '../../../shared/domain/surface-guards.ts'
import { observerOf } from '../../gate/observe.ts'
import type { Services } from '../../services.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { newId } from '../../store/new-id.ts'
import { circumstancesAt } from '../surfaces/circumstances.ts'
import { findKnownSurface } from '../surfaces/known-surfaces.ts'
import type { Act } from '../transition.ts'
import { beginDeploy } from './begin-deploy.ts'
import { type Checked, type NewDeploy, planMoved } from './check-deploy.ts'
import { oweToServer } from './forwarding.ts'
import { planIn } from './preview-of.ts'

/** Decided on the rows as they are inside this transaction: of two who ask at once, in whatever processes, one begins. */
export async function startDeploy(
  services: Services,
  act: Act,
  { path, pass_reason, preview_id }: NewDeploy,
  { known, preview, warnings }: Checked,
): Promise<Result<DeployRecord>> {
  const { tx, caller } = act
  const { from_sha, to_sha } = preview
  const now = await findKnownSurface(services, tx.db, tx.workspace, known.surface.id)
  if (now === undefined || definitionDigest(now.surface) !== definitionDigest(known.surface))
    return refuse('target_moved', 'The surface was defined anew meanwhile. Look at it again: nothing was deployed.')
  if (now.held !== null) return refuse('path_not_offered', now.held)
  const at = await circumstancesAt(tx.db, caller, now, tx.now)
  const passes = mayDeploy(at, { path, to_sha, pass: pass_reason })
  if (!passes.ok) return passes
  const { passes: passedThere = [], warnings: ofServer = [] } = caller.owes ?? {}
  const all = { passes: merged(passes.value, passedThere), warnings: [...ofServer, ...warnings] }
  const decided = { kind: 'deploy', path, from_sha, to_sha, to_release: null, ...all } as const
  const break_glass = isBreakGlass(now.surface, path)
  const deploy_id = newId(Date.parse(tx.now))
  const host = observerOf(services).host(tx.workspace, now.surface)
  if (path === 'local' && host.keepPlan && !(await host.keepPlan(deploy_id, to_sha, planIn(preview_id) ?? '')))
    return refuse('target_moved', planMoved)
  await oweToServer(act, deploy_id)
  return ok(await beginDeploy(services, act, now.surface, { ...decided, deploy_id, break_glass }))
}

/** What stands in the way here, and at the team's server that this console talks to. */
const merged = (here: readonly Pass[], there: readonly Pass[]): Pass[] => [
  ...here,
  ...there.filter(({ of }) => !here.some((pass) => pass.of === of)),
]
