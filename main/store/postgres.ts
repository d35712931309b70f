import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { asStoreError, StoreError } from './errors.ts'
import { keepPlans, keepToRows } from './postgres-connection.ts'
import { keepPlan } from './prepared.ts'
import { rowSecurityOf } from './row-security.ts'
import type { Schema } from './schema.ts'
import type { Backend } from './store.ts'
import { createWatchers } from './watchers.ts'
import { everybody, whoseRows } from './within.ts'

const channel = 'countersign_ledger'
const reconnectMs = 500
const begin = CompiledQuery.raw('begin')
const notify = keepPlan('select pg_notify($1, $2)')

export async function openPostgres(url: string, onListenError: (error: unknown) => void): Promise<Backend> {
  const pool = openPools(url, onListenError)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await assertDurable(db).catch(async (error) => {
    await db.destroy()
    throw asStoreError(error)
  })
  const notices = listen(url, onListenError)

  return {
    engine: 'postgresql',
    read: db,
    writer: db,
    async begin(connection) {
      await connection.executeQuery(begin)
    },
    async announce(connection, workspace, size) {
      await connection.executeQuery(CompiledQuery.raw(notify, [channel, `${workspace}:${size}`]))
    },
    rowSecurity: () => rowSecurityOf(db),
    watch: notices.watch,
    wake: notices.wake,
    async probe() {
      const { rows } = await sql<{
        readonly: string
      }>`select current_setting('transaction_read_only') as readonly`.execute(db)
      if (rows[0]?.readonly !== 'off')
        throw new StoreError('store_unavailable', 'this PostgreSQL database is read-only: a replica, or set so')
    },
    async close() {
      await notices.close()
      await db.destroy()
    },
  }
}

/**
 * Work over all workspaces has connections of its own: else one of them would have to be told twice in every request whose
 * rows are meant, once to find out who calls and once for what they ask.
 */
function openPools(url: string, onError: (error: unknown) => void) {
  const options = {
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A server that hangs while it holds a ledger must not hold up the others for ever.
    options: '-c lock_timeout=60s -c idle_in_transaction_session_timeout=60s',
    application_name: 'countersign',
    types: { getTypeParser: typeParser },
  }
  const open = (max: number): pg.Pool => {
    const pool = new pg.Pool({ ...options, max })
    keepRunningWithout(pool, onError)
    pool.on('connect', keepPlans)
    pool.on('connect', keepToRows)
    return pool
  }
  const [own, wide] = [open(12), open(4)]
  return {
    options,
    connect: () => (whoseRows() === everybody ? wide : own).connect(),
    end: async () => {
      await Promise.all([own.end(), wide.end()])
    },
  }
}

async function assertDurable(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in ('synchronous_commit', 'fsync', 'full_page_writes')`.execute(db)
  const unsafe = rows.filter((row) => row.setting === 'off').map((row) => row.name)
  if (unsafe.length > 0)
    throw new StoreError(
      'store_unavailable',
      `PostgreSQL runs with ${unsafe.join(', ')} off; an acknowledged approval could be lost`,
    )
}

/** A connection of its own for LISTEN, made anew when it breaks. Listeners are woken then too: something may have been missed. */
function listen(url: string, onError: (error: unknown) => void) {
  const { watch, wake } = createWatchers()
  let client: pg.Client | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const connect = async () => {
    const fresh = new pg.Client({ connectionString: url, application_name: 'countersign events', keepAlive: true })
    let ended = false
    const again = (error: unknown) => {
      if (ended) return
      ended = true
      void fresh.end().catch(() => {})
      if (closed) return
      onError(error)
      retry = setTimeout(connect, reconnectMs)
    }
    fresh.on('notification', wake)
    fresh.on('error', again)
    fresh.on('end', () => again(new Error('the event connection ended')))
    client = fresh
    try {
      await fresh.connect()
      await fresh.query(`listen ${channel}`)
      wake()
    } catch (error) {
      again(error)
    }
  }
  const connecting = connect()

  return {
    watch,
    wake,
    async close() {
      closed = true
      clearTimeout(retry)
      await connecting
      await client?.end().catch(() => {})
    },
  }
}

/**
 * A connection that breaks is replaced at the next query, whether it was idle or between two queries of a transaction.
 * The pool listens only while it is idle; an `error` that nobody listens to would end the process.
 */
export function keepRunningWithout(pool: pg.Pool, onError: (error: unknown) => void): void {
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', onError))
}

/** int8 as a number: sequence numbers and counts stay far below 2^53. */
export const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text')
