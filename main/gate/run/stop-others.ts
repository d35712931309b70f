import { askToStop, readLeased } from '../../store/deploy-leases.ts'
import { readInFlight } from '../../store/deploys.ts'
import type { Run } from './open-run.ts'
import { pause } from './pause.ts'

const lookEveryMs = 50

/**
 * Asks the deploy that is under way at the same surface to stop, in whatever process it runs, and waits for its end: not for
 * long, and not at all where nobody carries it out any more. Then it goes on in any case.
 */
export async function stopOthers(run: Run): Promise<void> {
  const { services, workspace, deploy, pace } = run
  let others = await underWay(run)
  if (others.length === 0) return
  run.say('A deploy of this surface is under way: it is stopped first.')
  await services.store.write(workspace, async (tx) => {
    for (const id of others) await askToStop(tx, id, deploy.began_by)
  })
  const since = performance.now()
  while (others.length > 0 && performance.now() - since < pace.stop_wait_ms) {
    await pause(lookEveryMs, run.leaving)
    others = await underWay(run)
  }
  run.say(
    others.length === 0
      ? 'It is over.'
      : `It did not end within ${pace.stop_wait_ms / 1000} s; the rollback goes on all the same.`,
  )
}

/** Those that somebody still carries out. */
async function underWay({ services, workspace, deploy }: Run): Promise<string[]> {
  const { store, gate, clock } = services
  const now = new Date(clock()).toISOString()
  const leased = await readLeased(store.read, gate.id, now)
  const lost = leased.filter(({ lease_until }) => lease_until === null || lease_until <= now)
  const isLost = (id: string) => lost.some((each) => each.workspace === workspace && each.deploy.deploy_id === id)
  const inFlight = await readInFlight(store.read, workspace, deploy.surface_id)
  return inFlight.map((each) => each.deploy.deploy_id).filter((id) => id !== deploy.deploy_id && !isLost(id))
}
