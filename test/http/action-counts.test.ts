import { join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { readCounts, sumOf } from '../../main/store/action-counts.ts'
import { openStore } from '../../main/store/open.ts'
import type { Store } from '../../main/store/store.ts'
import { everywhere, within } from '../../main/store/within.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { startQueue } from './action-kit.ts'

const kinds = sql`workspace, status, type, mode`
const rowsOf = async ({ read }: Store, query: RawBuilder<unknown>) => (await everywhere(() => query.execute(read))).rows
const kept = (store: Store) =>
  rowsOf(store, sql`select ${kinds}, actions from action_count where actions <> 0 order by ${kinds}`)
const counted = (store: Store) =>
  rowsOf(store, sql`select ${kinds}, count(*) as actions from action group by ${kinds} order by ${kinds}`)

test.each(engines)('the counts that are kept are those of the rows, whatever becomes of them: %s', async (engine) => {
  const q = await startQueue(engine)
  try {
    const { store } = q.services
    const by = async (status: string) =>
      sumOf(await within('w', () => readCounts(store.read, 'w')), { status: [status as 'proposed'] })
    const typed = { confirmation: 'checkout', note: 'I looked' }
    const first = await q.propose({ type: 'kill_run' })
    const late = await q.propose({ ttl_seconds: 30 })
    await q.propose({ type: 'tag_trace', mode: 'autonomous' })
    const other = await q.keyFor(['admin'], 'other')
    expect(
      (
        await q.send('/api/v1/deployments/actions', { type: 'throttle', target_ref: 'x', reason: 'y' }, 'admin', {
          key: other,
        })
      ).status,
    ).toBe(201)
    expect([await by('proposed'), await by('executed')]).toEqual([2, 1])
    // One approval of two is no change of status.
    for (const who of ['approver', 'second'] as const) {
      await q.did(first.id, 'approve', who, typed)
      expect(await kept(store)).toEqual(await counted(store))
    }
    expect(await by('approved')).toBe(1)
    q.time.pass(31)
    await q.give(late.id, 'approve', 'approver')
    expect(await by('expired')).toBe(1)
    await q.did(first.id, 'repoint', 'operator')
    expect([await by('rejected'), await by('proposed')]).toEqual([1, 1])
    expect(await kept(store)).toEqual(await counted(store))

    const file = join(q.place.dataDir, 'backup.jsonl')
    await writeBackup(q.services, file)
    const target = await freshPlace(engine)
    const restored = await openStore({ database: target.database })
    await restoreBackup(restored, { dataDir: target.dataDir, mode: 'server' }, await checkBackup(file))
    expect(await kept(restored)).toEqual(await kept(store))
    await restored.close()
    await target.remove()
  } finally {
    await q.close()
  }
})
