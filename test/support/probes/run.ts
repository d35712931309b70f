import type { Engine } from '../../../main/store/schema.ts'
import { seeded } from '../../torture/random.ts'
import type { Place } from '../engines.ts'
import { tellsApart } from './ask.ts'
import { planProbe } from './plan.ts'
import { openWorld } from './world.ts'

export type Probing = { engine: Engine; count: number; seed: number; place?: Place }

/** Asks `count` times for what is somebody else's, and answers what could be told of it: nothing, one hopes. */
export async function runProbes({ engine, count, seed, place }: Probing) {
  const world = await openWorld(engine, place)
  const random = seeded(seed)
  try {
    const before = await world.theirView()
    const faults: string[] = []
    const statuses = new Map<number, number>()
    for (let i = 0; i < count; i++) {
      const fault = await tellsApart(world, planProbe(world, random), (status) =>
        statuses.set(status, (statuses.get(status) ?? 0) + 1),
      )
      if (fault !== undefined) faults.push(fault)
    }
    if ((await world.theirView()) !== before) faults.push('something of theirs has changed')
    return { faults, statuses }
  } finally {
    await world.close()
  }
}
