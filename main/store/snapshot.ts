import Database from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely'
import pg from 'pg'
import { asStoreError, StoreError } from './errors.ts'
import { refuseNewer, schemaVersion } from './migrate.ts'
import { isPostgres } from './open.ts'
import { keepRunningWithout, typeParser } from './postgres.ts'
import type { Engine, ReadDb, Schema } from './schema.ts'
import { everybody } from './within.ts'

/**
 * Reads one moment of the database for as long as `use` takes, while others go on writing. A connection of its own, which
 * cannot write: verification, exports and backups may run in a worker or beside a running server. They
 * are about all workspaces, and so it sees them all.
 */
export async function readSnapshot<T>(database: string, use: (db: ReadDb, engine: Engine) => Promise<T>): Promise<T> {
  const postgres = isPostgres(database)
  const db = postgres ? postgresReader(database) : sqliteReader(database)
  try {
    return await db.connection().execute(async (connection) => {
      await (postgres ? sql`begin isolation level repeatable read, read only` : sql`begin`).execute(connection)
      try {
        if (postgres) await sql`select set_config('countersign.workspace', ${everybody}, true)`.execute(connection)
        refuseNewer(await schemaVersion(connection))
        return await use(connection, postgres ? 'postgresql' : 'sqlite')
      } finally {
        await sql`rollback`.execute(connection).catch(() => {})
      }
    })
  } catch (error) {
    if (lacksTables(error)) throw new StoreError('store_unavailable', 'the database holds no Countersign ledger')
    throw asStoreError(error)
  } finally {
    await db.destroy()
  }
}

function sqliteReader(file: string): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new SqliteDialect({
      database: async () => {
        const handle = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
        handle.pragma('query_only = on')
        return handle
      },
    }),
  })
}

function postgresReader(url: string): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    application_name: 'countersign reader',
    types: { getTypeParser: typeParser },
  })
  keepRunningWithout(pool, () => {})
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

const lacksTables = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === '42P01') || error.message.startsWith('no such table'))
