import { expect, test } from 'vitest'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { runModel } from '../support/action-model/run.ts'
import { openSetting, workspace } from '../support/action-model/setting.ts'
import { engines, freshPlace } from '../support/engines.ts'

/** The same every time, so that it fails for what was changed; `npm run torture` looks elsewhere each time. */
const seed = Number(process.env.MODEL_SEED ?? 20261121)

/** Two thousand in all: fewer where two processes wait for each other at every commit. */
const wanted = { sqlite: 1_400, postgresql: 600 }

const happened = [
  ...['propose 201', 'approve 200', 'break_glass 200', 'reject 200', 'repoint 201', 'claim 200'],
  ...[
    'mark_executed 200',
    'close_review 200',
    'comment 201',
    'approve 400',
    'approve 403',
    'approve 409',
    'approve 422',
  ],
  ...[
    'break_glass 403',
    'break_glass 422',
    'reject 403',
    'claim 409',
    'mark_executed 409',
    'close_review 409',
    'malformed 422',
  ],
]

test.each(engines)(
  'people at once, with requests that come twice and in any order, on %s: each story is as the rules have it',
  { timeout: 120_000 },
  async (engine) => {
    const place = await freshPlace(engine)
    const setting = await openSetting(place, 2)
    const { stories, answers } = await runModel(setting, { seed, stories: wanted[engine] })
    expect(stories).toBe(wanted[engine])
    expect(happened.filter((answer) => (answers.get(answer) ?? 0) < 3)).toEqual([])
    expect([...answers.keys()].filter((answer) => / 5\d\d$/.test(answer))).toEqual([])
    expect(await verifyDatabase({ database: setting.database, workspace })).toMatchObject({ ok: true })
    await setting.close()
    await place.remove()
  },
)
