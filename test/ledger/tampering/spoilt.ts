import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import type { Engine } from '../../../main/store/schema.ts'
import { adminOf } from '../../support/database.ts'
import type { Place } from '../../support/engines.ts'

export type Sql = {
  all<T>(statement: string, ...values: unknown[]): Promise<T[]>
  run(statement: string, ...values: unknown[]): Promise<void>
}
type Spoil = (sql: Sql) => Promise<void>

/**
 * Lets somebody who owns the database change it, and has a look at that. Its own guards and checks stop them no more
 * than a lock stops a locksmith. Afterwards it is as it was, for the next one.
 */
export const spoilt = <T>(
  engine: Engine,
  place: Place,
  spoil: Spoil,
  look: (database: string) => Promise<T>,
): Promise<T> => (engine === 'sqlite' ? spoiltCopy(place, spoil, look) : spoiltTables(place.database, spoil, look))

/** The guards and checks of a file are in the file: whoever has it can do without them. */
export function openDefenceless(file: string): Database.Database {
  const db = new Database(file)
  db.pragma('journal_mode = memory')
  db.pragma('synchronous = off')
  db.pragma('ignore_check_constraints = on')
  db.pragma('foreign_keys = off')
  const guards = db.prepare<[], { name: string }>("select name from sqlite_master where type = 'trigger'").all()
  for (const { name } of guards) db.exec(`drop trigger ${name}`)
  return db
}

async function spoiltCopy<T>({ database, dataDir }: Place, spoil: Spoil, look: (database: string) => Promise<T>) {
  const copy = join(dataDir, 'spoilt.db')
  copyFileSync(database, copy)
  const db = openDefenceless(copy)
  try {
    await spoil({
      all: async <R>(statement: string, ...values: unknown[]) => db.prepare<unknown[], R>(statement).all(...values),
      run: async (statement, ...values) => void db.prepare(statement).run(...values),
    })
  } finally {
    db.close()
  }
  return look(copy).finally(() => rmSync(copy))
}

const tables = ['action', 'workspace_hold', 'workspace_policy', 'trace_tag']

async function spoiltTables<T>(database: string, spoil: Spoil, look: (database: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: adminOf(database) })
  await client.connect()
  const run = (statement: string, values: unknown[] = []) => {
    let n = 0
    return client.query(
      statement.replaceAll('?', () => `$${++n}`),
      values,
    )
  }
  try {
    await run('set session_replication_role = replica')
    await run('set synchronous_commit = off')
    await run('alter table action drop constraint if exists action_check')
    await run('create schema if not exists kept')
    for (const table of tables) await run(`create table if not exists kept.${table} as table ${table}`)
    await spoil({
      all: async (statement, ...values) => (await run(statement, values)).rows,
      run: async (statement, ...values) => void (await run(statement, values)),
    })
    return await look(database)
  } finally {
    for (const table of tables) {
      const found = await run(
        `select string_agg(column_name, ', ') as names from information_schema.columns
         where table_schema = 'public' and table_name = ? and is_generated = 'NEVER'`,
        [table],
      )
      const { names } = found.rows[0]
      await run(`delete from ${table}`)
      await run(`insert into ${table} (${names}) overriding system value select ${names} from kept.${table}`)
    }
    await client.end()
  }
}
