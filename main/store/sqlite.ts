import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteDialect, sql } from 'kysely'
import { asStoreError, isBusy, StoreError } from './errors.ts'
import type { Schema } from './schema.ts'
import { withStatementCache } from './statement-cache.ts'
import type { Backend } from './store.ts'
import { createWatchers } from './watchers.ts'

const pollMs = 200
const patienceMs = 60_000
const probePatienceMs = 2_000
/** Short, because SQLite waits with the event loop stopped; longer waiting is done by asking again. */
const busyMs = 20

export async function openSqlite(file: string): Promise<Backend> {
  const handle = await openHandle(file)
  const reader = openReader(file, () => handle.close())
  const writer = new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(handle) }) })
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(reader) }) })
  const { watch, wake } = createWatchers()
  let version = looked(reader)

  // Another process's commit shows in the reader's data_version: two microseconds a look, no file watching to go wrong.
  const poll = setInterval(() => {
    const seen = looked(reader)
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
    rowSecurity: async () => 'not_offered',
    announce: async () => {},
    watch,
    wake,
    async probe() {
      // A rolled-back write finds a full or read-only disk as surely as a kept one. It holds the one connection
      // throughout: a group commit that came in between would find itself in a transaction of ours.
      await writer.connection().execute(async (db) => {
        await beginImmediate(db, probePatienceMs)
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
const beginImmediate = (db: Kysely<Schema>, patience = patienceMs): Promise<void> =>
  patiently(async () => {
    await db.executeQuery(begin)
  }, patience)

/** Asks again, without blocking the process, until the other writer is done. */
async function patiently<T>(attempt: () => Promise<T>, patience = patienceMs): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw asStoreError(error)
      await delay(1 + Math.random() * 4)
    }
  }
}

function openReader(file: string, onFailure: () => void): Database.Database {
  let reader: Database.Database | undefined
  try {
    reader = new Database(file, { readonly: true, timeout: 5_000 })
    reader.pragma('query_only = on')
    dataVersion(reader)
    return reader
  } catch (error) {
    reader?.close()
    onFailure()
    throw asStoreError(error)
  }
}

/** On a disk that fails nothing is known, which is news too: whoever is woken meets the error where it has a name. */
function looked(reader: Database.Database): unknown {
  try {
    return dataVersion(reader)
  } catch {
    return Symbol('unknown')
  }
}

const dataVersion = (handle: Database.Database): unknown => handle.pragma('data_version', { simple: true })

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
