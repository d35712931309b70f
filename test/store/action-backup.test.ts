import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../main/store/open.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { actions, joinQueue, type Queue, startQueue } from '../http/action-kit.ts'
import { type Scene, scenes } from '../http/action-scenes.ts'
import { engines, freshPlace } from '../support/engines.ts'

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))

/** What a client sees of the queue, in every way that goes by a table, an index or a count of its own. */
const views = [
  `${actions}?limit=500`,
  `${actions}?status=approved&sort=reason`,
  `${actions}?q=canary&sort=-target_ref`,
  `${actions}?needs_me=1`,
  `${actions}?review_open=1`,
  `${actions}/summary`,
  '/api/v1/workspace/hold',
  '/api/v1/audit/entries?limit=500',
]
const seen = (q: Queue) => Promise.all(views.map(async (path) => (await q.get(path, 'second')).json()))

test.each(pairs)('a queue goes from $from to $to and on from there, and verifies', async ({ from, to }) => {
  const q = await startQueue(from)
  for (const name of Object.keys(scenes) as Scene[]) await scenes[name](q)
  await q.propose({ type: 'tag_trace', mode: 'autonomous' })
  await q.send('/api/v1/workspace/hold', { held: true, reason: 'Freeze' }, 'commander', { method: 'PUT' })
  const file = join(q.place.dataDir, 'backup.jsonl')
  await writeBackup(q.services, file)

  const place = await freshPlace(to)
  const store = await openStore({ database: place.database })
  await restoreBackup(store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
  await store.close()
  const restored = await joinQueue(to, { ...q, place })
  expect(await seen(restored)).toEqual(await seen(q))
  const { id } = await restored.propose({ type: 'kill_run' })
  await restored.did(id, 'approve', 'second')
  expect((await restored.row(id)).approvals).toHaveLength(1)
  expect(await restored.verify()).toMatchObject({ ok: true })
  for (const each of [q, restored]) await each.close()
  await place.remove()
})
