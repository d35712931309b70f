import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import { asStoreError } from './errors.ts'
import { createLane } from './lane.ts'
import { migrate } from './migrate.ts'
import { newId as nextId } from './new-id.ts'
import { openPostgres } from './postgres.ts'
import { guardRows, type RowSecurity } from './row-security.ts'
import { openSqlite } from './sqlite.ts'
import type { Backend, Store } from './store.ts'
import { everywhere } from './within.ts'

export type StoreOptions = {
  /** `postgres://…`, or the path of a SQLite file. */
  database: string
  clock?: () => number
  newId?: () => string
  onBackgroundError?: (error: unknown) => void
}

export const databaseFile = (dataDir: string): string => join(dataDir, 'countersign.db')
export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//.test(database)

export async function openStore(options: StoreOptions): Promise<Store> {
  const { database, clock = Date.now, newId = nextId, onBackgroundError = () => {} } = options
  const backend = isPostgres(database) ? await openPostgres(database, onBackgroundError) : await openSqlite(database)
  try {
    await everywhere(() => migrateOnce(backend))
    return assemble(backend, await backend.rowSecurity(), clock, newId)
  } catch (error) {
    await backend.close()
    throw asStoreError(error)
  }
}

async function migrateOnce(backend: Backend): Promise<void> {
  await backend.writer.connection().execute(async (db) => {
    await backend.begin(db)
    try {
      await migrate(db, backend.engine)
      if (backend.engine === 'postgresql') await guardRows(db)
      await db.executeQuery(CompiledQuery.raw('commit'))
    } catch (error) {
      await db.executeQuery(CompiledQuery.raw('rollback')).catch(() => {})
      throw error
    }
  })
}

function assemble(backend: Backend, rowSecurity: RowSecurity, clock: () => number, newId: () => string): Store {
  const lanes = new Map<string, ReturnType<typeof createLane>>()
  // SQLite has one writer whatever the workspace; PostgreSQL orders writers by workspace, so each gets its own queue.
  const laneOf = (workspace: string) => {
    const name = backend.engine === 'sqlite' ? '' : workspace
    const lane = lanes.get(name) ?? createLane(backend, clock, newId)
    lanes.set(name, lane)
    return lane
  }
  return {
    engine: backend.engine,
    rowSecurity,
    read: backend.read,
    write: (workspace, unit) => laneOf(workspace).run(workspace, unit),
    watch: backend.watch,
    probe: sharedProbe(backend),
    async close() {
      for (const lane of lanes.values()) await lane.idle()
      await backend.close()
    },
  }
}

const probeFreshMs = 1_000

/** Anybody may ask for the server's health, as often as they like; the store is asked once a second. */
function sharedProbe(backend: Backend): () => Promise<void> {
  let last: { at: number; answer: Promise<void> } | undefined
  return () => {
    if (last && performance.now() - last.at < probeFreshMs) return last.answer
    const answer = backend.probe().catch((error: unknown) => Promise.reject(asStoreError(error)))
    last = { at: performance.now(), answer }
    return answer
  }
}
