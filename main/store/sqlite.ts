import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteDialect, sql } from 'kysely'
import { asStoreError, isBusy, StoreError } from './errors.ts'
import type { Schema } from './schema.ts'
import type { Backend } from './store.ts'
import { createWatchers } from './watchers.ts'

const pollMs = 200
const patienceMs = 60_000
/** Short, because SQLite waits with the event loop stopped; longer waiting is done by asking again. */
const busyMs = 20

export async function openSqlite(file: string): Promise<Backend> {
  const handle = await openHandle(file)
  const reader = new Database(file, { readonly: true, timeout: 5_000 })
  reader.pragma('query_only = on')
  const writer = new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(handle) }) })
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(reader) }) })
  const { watch, wake } = createWatchers()
  let version = dataVersion(reader)

  // Another process's commit shows in the reader's data_version: two microseconds a look, no file watching to go wrong.
  const poll = setInterval(() => {
    const seen = dataVersion(reader)
    if (seen === version) return
    version = seen
    wake()
  }, pollMs)
  poll.unref()

  return {
    engine: 'sqlite',
    read,
    writer,
    begin: (db) => beginImmediate(db),
    announce: async () => {},
    watch,
    wake,
    async probe() {
      // A rolled-back write finds a full or read-only disk as surely as a kept one. It holds the one connection
      // throughout: a group commit that came in between would find itself in a transaction of ours.
      await writer.connection().execute(async (db) => {
        await beginImmediate(db)
        try {
          await sql`update instance set created_at = created_at`.execute(db)
        } finally {
          await sql`rollback`.execute(db)
        }
      })
    },
    async close() {
      clearInterval(poll)
      await read.destroy()
      await writer.destroy()
      // Kysely closes only what it has used, and an open handle keeps the write-ahead log from being folded in.
      reader.close()
      handle.close()
    },
  }
}

async function openHandle(file: string): Promise<Database.Database> {
  const handle = await patiently(async () => {
    const opened = new Database(file, { timeout: busyMs })
    try {
      opened.pragma('journal_mode = wal')
      opened.pragma('synchronous = full')
      opened.pragma('foreign_keys = on')
      opened.pragma('trusted_schema = off')
      return opened
    } catch (error) {
      opened.close()
      throw error
    }
  })
  const promised = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 }
  for (const [name, value] of Object.entries(promised)) {
    const actual = handle.pragma(name, { simple: true })
    if (actual === value) continue
    handle.close()
    throw new StoreError(
      'store_unavailable',
      `SQLite opened ${file} with ${name} = ${actual}, which is not safe (needs ${value})`,
    )
  }
  return handle
}

const begin = CompiledQuery.raw('begin immediate')
const beginImmediate = (db: Kysely<Schema>): Promise<void> =>
  patiently(async () => {
    await db.executeQuery(begin)
  })

/** Asks again, without blocking the process, until the other writer is done. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw asStoreError(error)
      await delay(1 + Math.random() * 4)
    }
  }
}

const dataVersion = (handle: Database.Database): unknown => handle.pragma('data_version', { simple: true })

/** Kysely prepares a statement per query; preparing costs more than running it. Results that stream get their own. */
/** Does another connection, of any process, have this database open? */
export function isInUse(file: string): boolean {
  const handle = new Database(file, { timeout: 0 })
  try {
    // In this mode SQLite takes the file for itself, which it cannot while anybody else has it.
    handle.pragma('locking_mode = exclusive')
    handle.exec('begin exclusive; commit')
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw asStoreError(error)
  } finally {
    handle.close()
  }
}

function withStatementCache(handle: Database.Database) {
  const statements = new Map<string, Database.Statement>()
  return {
    close: () => handle.close(),
    prepare(text: string): Database.Statement {
      const known = statements.get(text)
      if (known && !known.busy) return known
      const fresh = handle.prepare(text)
      if (statements.size >= 500) statements.clear()
      statements.set(text, fresh)
      return fresh
    },
  }
}
