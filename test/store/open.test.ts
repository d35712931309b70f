import { writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { latestVersion } from '../../main/store/migrate.ts'
import { openStore } from '../../main/store/open.ts'
import { readSnapshot } from '../../main/store/snapshot.ts'
import { engines, freshPlace, withPlace } from '../support/engines.ts'

describe.each(engines)('opening %s', (engine) => {
  test('migrates once, however many open it at the same time', () =>
    withPlace(engine, async (_, open) => {
      const stores = await Promise.all([open(), open(), open(), open()])
      const rows = await stores[0]?.read.selectFrom('schema_version').select('version').execute()
      expect(rows?.map((row) => row.version)).toEqual(Array.from({ length: latestVersion }, (_, i) => i + 1))
    }))

  test('a database that is newer than the program is refused in words, and left as it is', () =>
    withPlace(engine, async ({ database }, open) => {
      const store = await open()
      await store.write('', (tx) =>
        tx.db
          .insertInto('schema_version')
          .values({ version: latestVersion + 1 })
          .execute(),
      )
      await expect(openStore({ database })).rejects.toMatchObject({
        fault: 'store_unavailable',
        message: expect.stringContaining('newer Countersign'),
      })
    }))

  test('a snapshot cannot write, and sees one moment', () =>
    withPlace(engine, async ({ database }, open) => {
      const store = await open()
      const add = (id: string) =>
        store.write(id, (tx) => tx.db.insertInto('workspace').values({ id, created_at: tx.now }).execute())
      await add('before')
      await readSnapshot(database, async (db) => {
        const names = async () => (await db.selectFrom('workspace').select('id').execute()).map((row) => row.id)
        expect(await names()).toEqual(['before'])
        await add('meanwhile')
        expect(await names()).toEqual(['before'])
        await expect(
          sql`insert into workspace (id, created_at) values ('mine', '')`.execute(db as never),
        ).rejects.toThrow()
      })
    }))
})

test('SQLite is opened with WAL, synchronous FULL and foreign keys', () =>
  withPlace('sqlite', async (_, open) => {
    const store = await open()
    const pragmas = await store.write('', async ({ db }) => {
      const one = async (name: string) =>
        Object.values((await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)).rows[0] ?? {})[0]
      return {
        journal: await one('journal_mode'),
        synchronous: await one('synchronous'),
        keys: await one('foreign_keys'),
      }
    })
    expect(pragmas).toEqual({ journal: 'wal', synchronous: 2, keys: 1 })
  }))

test('a file that cannot keep that promise is refused', async () => {
  // A database in memory has no write-ahead log.
  await expect(openStore({ database: ':memory:' })).rejects.toThrow('journal_mode = memory, which is not safe')
})

test.each([
  ['a text file', Buffer.from('not a database, but long enough to be taken for one at first sight. '.repeat(20))],
  ['a database with a damaged first page', undefined],
])('%s is refused in words', async (_, contents) => {
  const place = await freshPlace('sqlite')
  if (contents) writeFileSync(place.database, contents)
  else {
    await (await openStore({ database: place.database })).close()
    const raw = new Database(place.database)
    raw.pragma('journal_mode = delete')
    const size = (raw.pragma('page_size', { simple: true }) as number) * 2
    raw.close()
    writeFileSync(place.database, Buffer.alloc(size, 0x41), { flag: 'r+' })
  }
  await expect(openStore({ database: place.database })).rejects.toMatchObject({
    fault: 'store_unavailable',
    message: expect.stringContaining('damaged'),
  })
  await place.remove()
})
