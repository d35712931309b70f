import { askToStop, readLease } from '../../store/deploy-leases.ts'
import { readInFlight } from '../../store/deploys.ts'
import { surfaceDir } from '../folders.ts'
import { holderState } from '../holders.ts'
import { endNotedGroups } from '../noted-groups.ts'
import type { Run } from './open-run.ts'
import { pause } from './pause.ts'

const lookEveryMs = 50

/**
 * Asks what is under way at the same surface to stop, in whatever process it runs, and waits for its end: not for long, and
 * not at all where nobody carries it out any more. What such a process left running here is ended. Then it goes on in any case.
 */
export async function stopOthers(run: Run): Promise<void> {
  const { services, workspace, deploy, pace } = run
  let { carried, left } = await underWay(run)
  const dir = surfaceDir(services.gate, workspace, deploy.surface_id)
  if (left.length > 0)
    run.say('The process that carried out the deploy under way is gone: what it left running is ended.')
  for (const id of left) await endNotedGroups(dir, id)
  if (carried.length === 0) return
  run.say('A deploy of this surface is under way: it is stopped first.')
  await services.store.write(workspace, async (tx) => {
    for (const id of carried) await askToStop(tx, id, deploy.began_by)
  })
  const since = performance.now()
  while (carried.length > 0 && performance.now() - since < pace.stop_wait_ms) {
    await pause(lookEveryMs, run.leaving)
    ;({ carried, left } = await underWay(run))
  }
  for (const id of left) await endNotedGroups(dir, id)
  run.say(
    carried.length === 0
      ? 'It is over.'
      : `It did not end within ${pace.stop_wait_ms / 1000} s; the rollback goes on all the same.`,
  )
}

/** What began before it: what somebody still carries out, and what its process has left. Whatever came after stops this one. */
async function underWay({ services, workspace, deploy }: Run): Promise<{ carried: string[]; left: string[] }> {
  const { store, gate, clock } = services
  const now = new Date(clock()).toISOString()
  const inFlight = await readInFlight(store.read, workspace, deploy.surface_id)
  const own = inFlight.find((each) => each.deploy.deploy_id === deploy.deploy_id)
  const found: { carried: string[]; left: string[] } = { carried: [], left: [] }
  for (const { n, deploy: other } of inFlight) {
    if (own === undefined || n >= own.n) continue
    const { lease, lease_until } = await readLease(store.read, workspace, other.deploy_id)
    const isLost = lease_until === null || lease_until <= now || holderState(gate.dir, lease) === 'gone'
    found[isLost ? 'left' : 'carried'].push(other.deploy_id)
  }
  return found
}
