import type { Services } from '../../services.ts'
import type { Leased } from '../../store/deploy-leases.ts'
import { findKnownSurface } from '../../use-cases/surfaces/known-surfaces.ts'
import { surfaceDir } from '../folders.ts'
import { holderState } from '../holders.ts'
import { endNotedGroups } from '../noted-groups.ts'
import { advanceHeld, bySystem, type Held, keepHeld } from './advance-held.ts'
import { howFar } from './how-far.ts'
import { observe } from './observe.ts'

/** A host that does not answer must not leave it unsettled for ever. */
const patienceMs = 15_000
/** For so long it is left to a machine that knows the surface. */
const othersFirstMs = 120_000

/**
 * What nobody carries out any more is never begun again by itself: whether it took effect is not recorded. It is settled as
 * unknown, with what really runs there now, and everything else is for people to decide. What its process left running on
 * this machine is ended first: nothing lands after that. Where somebody else has it, nothing is done.
 */
export async function settleLost(services: Services, lost: Leased, lease_ms: number): Promise<void> {
  const { workspace, deploy } = lost
  const known = await findKnownSurface(services, services.store.read, workspace, deploy.surface_id)
  const lostFor = services.clock() - Date.parse(lost.lease_until ?? deploy.began_at)
  if (known === undefined && lost.lease !== services.gate.id && lostFor < othersFirstMs) return
  const held: Held = { services, workspace, deploy_id: deploy.deploy_id, lease_ms }
  if (!(await keepHeld(held))) return
  if (known) await endNotedGroups(surfaceDir(services.gate, workspace, deploy.surface_id), deploy.deploy_id)
  const { sha, sentence } = known
    ? await observe(services, { ...deploy, workspace, surface: known.surface }, patienceMs)
    : { sha: null, sentence: 'This machine does not know the surface, so nobody has looked what runs there.' }
  const at = new Date(services.clock()).toISOString()
  const detail = `The process that carried it out ended ${howFar(deploy)}. ${sentence}${mayStillLand(services, lost)}`
  await advanceHeld(
    held,
    [],
    (by) => ({ kind: 'ended', ending: { outcome: 'unknown', at, by, detail, observed_sha: sha } }),
    bySystem,
  )
}

/** Of what another machine began nobody here knows whether it goes on there. */
function mayStillLand({ gate }: Services, { lease, deploy }: Leased): string {
  const isPushed = deploy.path === 'local' && deploy.stage.state === 'deploying'
  if (!isPushed || lease === gate.id || holderState(gate.dir, lease) !== 'elsewhere') return ''
  return ' It was begun on another machine, where the push may still go on: look again before you rely on it.'
}
