import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { batchOf } from '../support/action-model/plan.ts'
import { play } from '../support/action-model/play.ts'
import { openSetting, workspace } from '../support/action-model/setting.ts'
import { engines, freshPlace } from '../support/engines.ts'

/** MODEL_SEED plays the same stories again; the failure tells it. */
const seed = Number(process.env.MODEL_SEED ?? 20261121)
const stories = 25
const batches = 40

test.each(engines)(
  'people, requests that come twice and in any order, and the rules: 1,000 stories on %s',
  { timeout: 120_000 },
  async (engine) => {
    const place = await freshPlace(engine)
    const setting = await openSetting(place, 2)
    let n = 0
    const property = fc.asyncProperty(batchOf(stories), async (batch) => {
      const { faults } = await play(setting, batch, `b${n++}`)
      if (faults.length > 0) throw new Error(faults.join('\n'))
    })
    await fc.assert(property, { seed, numRuns: batches, interruptAfterTimeLimit: 90_000 })
    expect(n).toBe(batches)
    expect(await verifyDatabase({ database: setting.database, workspace })).toMatchObject({ ok: true })
    await setting.close()
    await place.remove()
  },
)
