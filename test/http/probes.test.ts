import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../../shared/domain/permission.ts'
import { engines } from '../support/engines.ts'
import { apart, planProbe, waysOf } from '../support/probes/plan.ts'
import { runProbes } from '../support/probes/run.ts'
import { openWorld, type World } from '../support/probes/world.ts'
import { seeded } from '../torture/random.ts'

/** A twentieth of what `npm run torture` asks. How long an answer takes is not looked at. */
const count = 125

describe.each(engines)('whoever asks for what is another workspace’s, on %s,', (engine) => {
  test(`cannot tell it from what never was: ${count} probes`, async () => {
    const { faults, statuses } = await runProbes({ engine, count, seed: 20261121 })
    expect(faults).toEqual([])
    // Not all of one kind, or little would have been asked.
    expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 404, 422]))
    expect(statuses.has(401)).toBe(false)
  })
})

describe('probes', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld('sqlite')
  })
  afterAll(() => world.close())

  test('are of every operation that takes an id or a text, with every kind of credential and every role', () => {
    const random = seeded(1)
    const probes = Array.from({ length: 10_000 }, () => planProbe(world, random).says)
    const takes = world.operations.filter((each) => waysOf(each).length > 0)
    const missing = takes.flatMap((each) =>
      waysOf(each)
        .map((way) => `${each.method} ${each.path} by ${way},`)
        .filter((says) => !probes.some((probe) => probe.startsWith(says))),
    )
    expect(missing).toEqual([])
    for (const role of roles)
      for (const kind of ['key', 'token'])
        expect(probes.some((probe) => probe.includes(`as ${role} with a ${kind}`))).toBe(true)
  })

  test('leave out few operations, each for a reason', () => {
    const paths = world.operations.map(({ path }) => path)
    for (const path of apart) expect(paths).toContain(path)
  })
})
