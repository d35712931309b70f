import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { dumpedTables } from '../../main/store/dump.ts'
import { openStore } from '../../main/store/open.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { currentCheckpoint } from '../../main/use-cases/audit/checkpoint.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { engines, freshPlace, type Place } from '../support/engines.ts'
import { ada, grace } from '../support/people.ts'

const open = (place: Place) => openServices({ mode: 'server', ...place, log: createLog('silent') })

async function filledPlace(engine: (typeof engines)[number]) {
  const place = await freshPlace(engine)
  const services = await open(place)
  for (const by of [ada, grace, ada])
    await createKey(services, by, { workspace: 'w', name: 'naïve ключ 🔑', roles: ['runner', 'viewer'] })
  await eraseActor(services, ada, { workspace: 'w', actor: 'grace' })
  const file = join(place.dataDir, 'backup.jsonl')
  await writeBackup(services, file)
  return { place, services, file, checkpoint: await currentCheckpoint(services, 'w') }
}

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))

describe('backup and restore', () => {
  test.each(pairs)('from $from to $to: the same ledger, the same key', async ({ from, to }) => {
    const { place, services, file, checkpoint } = await filledPlace(from)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    const target = await freshPlace(to)
    const store = await openStore({ database: target.database })
    await restoreBackup(store, { dataDir: target.dataDir, mode: 'server' }, await checkBackup(file))
    await store.close()

    const restored = await open(target)
    expect(restored.instance.id).toBe(services.instance.id)
    expect(await currentCheckpoint(restored, 'w')).toBe(checkpoint)
    expect(await verifyDatabase({ ...target, workspace: 'w', checkpoint })).toMatchObject({ ok: true })
    const second = join(target.dataDir, 'again.jsonl')
    await writeBackup(restored, second)
    const rows = (path: string) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{"table"'))
        .sort()
    expect(rows(second)).toEqual(rows(file))
    for (const each of [services, restored]) await each.close()
    for (const each of [place, target]) await each.remove()
  })

  test('every table of the schema is in it, but those that belong to the machine or the moment, or are derived', async () => {
    for (const engine of engines) {
      const place = await freshPlace(engine)
      const store = await openStore({ database: place.database })
      const names =
        engine === 'sqlite'
          ? sql<{ name: string }>`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
          : sql<{
              name: string
            }>`select table_name as name from information_schema.tables where table_schema = 'public'`
      const tables = await store.write('', async (tx) => (await names.execute(tx.db)).rows.map((row) => row.name))
      const machine = [
        'schema_version',
        'signing_key',
        'kept_answer',
        'rate_window',
        'web_session',
        'current_master_key',
      ]
      const derived = /^action_(count|words\w*)$/
      expect(tables.filter((name) => !machine.includes(name) && !derived.test(name)).sort()).toEqual(
        dumpedTables.map((table) => table.name).sort(),
      )
      await store.close()
      await place.remove()
    }
  })

  test.each<[what: string, damage: (text: string) => string]>([
    ['empty', () => ''],
    ['cut short', (text) => text.slice(0, -40)],
    ['without its end', (text) => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`],
    ['with a row less', (text) => text.split('\n').toSpliced(2, 1).join('\n')],
    [
      'with a row twice',
      (text) =>
        text
          .split('\n')
          .toSpliced(2, 0, text.split('\n')[2] ?? '')
          .join('\n'),
    ],
    ['with a changed letter', (text) => text.replace('grace', 'trace').replace('viewer', 'admins')],
    ['with something behind its end', (text) => `${text}{"table":"workspace","row":{}}\n`],
    ['of another kind', () => '{"hello":"world"}\n'],
    ['no text at all', () => '\u0000\u0001\u0002'],
  ])('a backup that is %s is refused before anything is made', async (_, damage) => {
    const { place, services, file } = await filledPlace('sqlite')
    const damaged = join(place.dataDir, 'damaged.jsonl')
    writeFileSync(damaged, damage(readFileSync(file, 'utf8')))
    await expect(checkBackup(damaged)).rejects.toMatchObject({
      message: expect.stringContaining('the backup cannot be used'),
    })
    await services.close()
    await place.remove()
  })

  test('a store that holds a ledger is not overwritten', async () => {
    const { place, services, file } = await filledPlace('sqlite')
    const restore = restoreBackup(services.store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
    await expect(restore).rejects.toThrow('there is a ledger here already')
    await services.close()
    await place.remove()
  })
})
