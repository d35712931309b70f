import { expect, test } from 'vitest'
import { places } from '../support/cuts/proxy.ts'
import { runCuts } from '../support/cuts/run.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { seeded } from '../torture/random.ts'

/** The same every time, so that it fails for what was changed; `npm run torture` looks elsewhere each time. */
const seed = Number(process.env.CUTS_SEED ?? 20261121)

test.each(engines)(
  'a network that is cut 100 times between console and server on %s: nothing lost, nothing doubled, no gap in the streams',
  { timeout: 120_000 },
  async (engine) => {
    const place = await freshPlace(engine)
    const { cuts, faults, stories, tries, size } = await runCuts(place, { random: seeded(seed), cuts: 100 })
    expect(faults).toEqual([])
    expect(cuts.length).toBeGreaterThanOrEqual(100)
    for (const where of places) expect(cuts.filter(({ place }) => place === where).length, where).toBeGreaterThan(5)
    expect(cuts.filter(({ isStream }) => isStream).length).toBeGreaterThan(5)
    // Each story is five requests, and four entries; whatever was cut had to be asked for again.
    expect(size).toBeGreaterThanOrEqual(stories * 4)
    expect(tries).toBeGreaterThan(stories * 5)
    await place.remove()
  },
)
