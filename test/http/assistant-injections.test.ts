import { expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { huntInjections } from '../torture/injections/hunt.ts'
import { seeded } from '../torture/random.ts'

test.each(engines)('texts planted in traces, and a model that obeys them: nothing happens, on %s', async (engine) => {
  const hunted = await huntInjections({ engine, count: engine === 'sqlite' ? 50 : 10, random: seeded(20261122) })
  expect(hunted.faults).toEqual([])
  expect(hunted).toMatchObject({ texts: engine === 'sqlite' ? 50 : 10, proposals: hunted.texts })
  expect(hunted.questions).toBeGreaterThanOrEqual(3 * hunted.texts)
})
