import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../main/store/open.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { joinQueue, type Queue, startQueue } from '../http/action-kit.ts'
import { drillDesk } from '../http/drill-desk.ts'
import { drills } from '../http/drill-kit.ts'
import { runDesk, runsPath } from '../http/run-kit.ts'
import { tellDrills } from '../ledger/tampering/drill-story.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { ada } from '../support/people.ts'

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))

/** What a client sees of drills. */
const views = [
  '/api/v1/drills/schedules',
  `${runsPath}?limit=200`,
  '/api/v1/drills/scorecard?days=730',
  `${drills}?limit=500`,
  `${drills}/routes?limit=500&superseded=true`,
  `${drills}/routes?sort=urgency&q=pay`,
  `${drills}/dashboard`,
  `${drills}/suppression-trends`,
  '/api/v1/notifications/connectors',
  '/api/v1/workspace/policy',
  '/api/v1/audit/entries?limit=500',
]
const seen = (q: Queue) => Promise.all(views.map(async (path) => [path, await (await q.get(path, 'admin')).json()]))

test.each(pairs)('drills go from $from to $to and on from there, and verify', async ({ from, to }) => {
  const q = await startQueue(from)
  for (const round of ['one', 'two']) await tellDrills(q.services, 'w', ada, round)
  const file = join(q.place.dataDir, 'backup.jsonl')
  await writeBackup(q.services, file)

  const place = await freshPlace(to)
  const store = await openStore({ database: place.database })
  await restoreBackup(store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
  await store.close()
  const restored = await joinQueue(to, { ...q, place })
  expect(await seen(restored)).toEqual(await seen(q))
  expect(await restored.verify()).toMatchObject({ ok: true })

  // The one that ran goes on, and the next plan takes over what the old ones told.
  const desk = runDesk(restored)
  const [{ run_id } = { run_id: '' }] = (await desk.list('?state=running&schedule_id=search-one')).items
  await desk.did(run_id, 'tick', { step: 0 })
  await desk.did(run_id, 'recover')
  await desk.did(run_id, 'finish')
  const plan = await drillDesk(restored).plan()
  expect((await drillDesk(restored).routes(`?plan_id=${plan.plan_id}`)).total).toBe(4)
  expect(await restored.verify()).toMatchObject({ ok: true })
  for (const each of [q, restored]) await each.close()
  await place.remove()
})
