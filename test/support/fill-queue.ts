import Database from 'better-sqlite3'
import pg from 'pg'
import { adminOf } from './database.ts'
import type { QueueRow } from './queue-rows.ts'

/** `row` makes the row of that number, 0 the oldest. */
export type Filling = { database: string; count: number; row(i: number): QueueRow }

const batch = 5_000
const recount = `delete from action_count;
  insert into action_count (workspace, status, type, mode, actions)
  select workspace, status, type, mode, count(*) from action group by workspace, status, type, mode`

/**
 * Writes a queue of `count` rows straight into the tables, past the ledger, in about a minute per million: what hangs on
 * every row (indexes, the search's words) is made after all rows are there, by the statements that made it before.
 */
export async function fillQueue(filling: Filling): Promise<void> {
  await (filling.database.includes('://') ? fillPostgres(filling) : fillSqlite(filling))
}

function* batches({ count, row }: Filling): Generator<QueueRow[]> {
  for (let from = 0; from < count; from += batch) {
    const length = Math.min(batch, count - from)
    yield Array.from({ length }, (_, i) => row(from + i))
  }
}

function fillSqlite(filling: Filling): void {
  const db = new Database(filling.database)
  try {
    db.pragma('synchronous = off')
    db.pragma('cache_size = -400000')
    const hanging = db
      .prepare<[], { type: string; name: string; sql: string }>(
        `select type, name, sql from sqlite_schema where tbl_name = 'action' and type in ('index', 'trigger') and sql is not null`,
      )
      .all()
    // With an index goes what the planner was told of it.
    db.exec('create temp table told as select * from sqlite_stat1')
    for (const { type, name } of hanging) db.exec(`drop ${type} ${name}`)
    for (const rows of batches(filling)) insertInto(db, rows)
    db.exec(`insert into action_words (action_words) values ('rebuild')`)
    db.exec(recount)
    for (const { sql } of hanging) db.exec(sql)
    db.exec('delete from sqlite_stat1; insert into sqlite_stat1 select * from told')
    db.pragma('wal_checkpoint(truncate)')
  } finally {
    db.close()
  }
}

function insertInto(db: Database.Database, rows: readonly QueueRow[]): void {
  const names = Object.keys(rows[0] ?? {})
  const insert = db.prepare(
    `insert into action (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`,
  )
  db.transaction(() => {
    for (const row of rows) insert.run(row)
  })()
}

async function fillPostgres(filling: Filling): Promise<void> {
  const client = new pg.Client({ connectionString: adminOf(filling.database) })
  await client.connect()
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'`)
    const { rows: indexes } = await client.query<{ name: string; sql: string }>(`
      select c.relname as name, pg_get_indexdef(i.indexrelid) as sql
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = 'action'::regclass and not i.indisunique`)
    for (const { name } of indexes) await client.query(`drop index ${name}`)
    await client.query('alter table action disable trigger user')
    for (const rows of batches(filling)) {
      const names = Object.keys(rows[0] ?? {})
      const text = `insert into action (${names.join(', ')}) select ${names.join(', ')}
        from jsonb_populate_recordset(null::action, $1::jsonb)`
      await client.query(text, [JSON.stringify(rows)])
    }
    await client.query(recount)
    await client.query('alter table action enable trigger user')
    for (const { sql } of indexes) await client.query(sql)
    // As autovacuum would have done long before a queue is that long.
    await client.query('vacuum analyze action')
  } finally {
    await client.end()
  }
}
