import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { emptyPrunedBodies } from '../../main/store/ledger-rows.ts'
import type { Engine } from '../../main/store/schema.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { ada } from '../support/people.ts'

const attempts: [what: string, statement: string][] = [
  ['changing a body', `update ledger_entry set body = '{}' where seq = 1`],
  ['changing a leaf', `update ledger_entry set leaf = leaf where seq = 1`],
  ['moving an entry', `update ledger_entry set seq = 99 where seq = 1`],
  ['emptying an entry that no prune names', `update ledger_entry set body = null where seq = 1`],
  ['deleting an entry', `delete from ledger_entry where seq = 1`],
  ['deleting all', `delete from ledger_entry`],
]

const ofEngine: Record<Engine, [what: string, statement: string][]> = {
  postgresql: [['truncating', 'truncate ledger_entry']],
  sqlite: [
    [
      'replacing an entry',
      `insert or replace into ledger_entry (workspace, seq, body, leaf) values ('w', 1, '{}', x'00')`,
    ],
  ],
}

describe.each(engines)('the ledger on %s is append-only', (engine) => {
  test.each([...attempts, ...ofEngine[engine]])('%s is refused by the database itself', async (_, statement) => {
    const place = await freshPlace(engine)
    const services = await openServices({ mode: 'server', ...place, log: createLog('silent') })
    await ensureWorkspace(services.store, 'w', ada)
    const attempt = services.store.write('w', (tx) => sql.raw(statement).execute(tx.db))
    await expect(attempt).rejects.toThrow('the ledger is append-only')
    expect(await verifyDatabase({ ...place, workspace: 'w' })).toMatchObject({ ok: true, size: 1 })
    await services.close()
    await place.remove()
  })

  test('a prune empties what it names and no more, and everything still verifies', async () => {
    const place = await freshPlace(engine)
    let now = Date.parse('2024-01-01T00:00:00Z')
    const services = await openServices({ mode: 'server', ...place, log: createLog('silent'), clock: () => now })
    for (let i = 0; i < 5; i++) {
      await createKey(services, ada, { workspace: 'w', name: `key ${i}`, roles: ['viewer'] })
      now += 86_400_000
    }
    const pruned = await pruneEntries(services, ada, { workspace: 'w', before: '2024-01-03T00:00:00.000Z' })
    expect(pruned).toEqual({ ok: true, value: { from: 1, to: 3, emptied: 3 } })
    await expect(services.store.write('w', (tx) => emptyPrunedBodies(tx, 4))).rejects.toThrow('append-only')
    expect(await verifyDatabase({ ...place, workspace: 'w' })).toMatchObject({ ok: true, size: 7, pruned: 3 })
    const again = await pruneEntries(services, ada, { workspace: 'w', before: '2024-01-03T00:00:00.000Z' })
    expect(again).toMatchObject({ ok: false, refusal: { code: 'nothing_to_prune' } })
    await services.close()
    await place.remove()
  })
})
