import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import type { Schema } from '../../main/store/schema.ts'
import { runShaped } from '../../main/store/shaped.ts'

function workspaces() {
  const database = new Database(':memory:')
  database.exec(
    `create table workspace (id text, created_at text); insert into workspace values ('a', '1'), ('b', '2')`,
  )
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database }) })
}

test('a shape is built once and answers for the values of each call', async () => {
  const db = workspaces()
  let built = 0
  const find = (id: string) =>
    runShaped(db, 'workspace', [id], () => {
      built += 1
      return db.selectFrom('workspace').select('created_at').where('id', '=', id)
    })
  expect([await find('a'), await find('b'), await find('c')]).toEqual([
    [{ created_at: '1' }],
    [{ created_at: '2' }],
    [],
  ])
  expect(built).toBe(1)
})

test('values that are not the parameters in their order are a bug, said at the first call', async () => {
  const db = workspaces()
  const query = () => db.selectFrom('workspace').select('id').where('id', '=', 'a').limit(1)
  await expect(runShaped(db, 'turned round', [1, 'a'], query)).rejects.toThrow('turned round')
  await expect(runShaped(db, 'short', ['a'], query)).rejects.toThrow('short')
})
