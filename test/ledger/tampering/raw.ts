import Database from 'better-sqlite3'
import pg from 'pg'
import type { Engine } from '../../../main/store/schema.ts'
import { adminOf } from '../../support/database.ts'
import type { Place } from '../../support/engines.ts'

type Value = string | number | null
type Row = Record<string, Value>
export type Raw = {
  rows(table: string, workspace: string): Promise<Row[]>
  /** Of the one row that is as this one; false where the form of the table does not let it be. */
  set(table: string, row: Row, column: string, value: unknown): Promise<boolean>
  take(table: string, row: Row): Promise<void>
  put(table: string, row: Row): Promise<void>
  run(statement: string): Promise<void>
  close(): Promise<void>
}

/** The database as its owner has it: no trigger guards it. */
export async function openRaw(engine: Engine, { database }: Place): Promise<Raw> {
  return engine === 'sqlite' ? openFile(database) : openServer(database)
}

type Ask = (statement: string, values: unknown[]) => Promise<Row[]>

function rawOn(ask: Ask, mark: (n: number) => string, close: () => Promise<void>, overriding = ''): Raw {
  const where = (row: Row, from: number) => {
    const given = Object.entries(row).filter(([, value]) => value !== null)
    const parts = given.map(([column], n) => `${column} = ${mark(from + n)}`)
    return { text: parts.join(' and '), values: given.map(([, value]) => value) }
  }
  return {
    rows: (table, workspace) => ask(`select * from ${table} where workspace = ${mark(1)}`, [workspace]),
    async set(table, row, column, value) {
      const { text, values } = where(row, 2)
      try {
        await ask(`update ${table} set ${column} = ${mark(1)} where ${text}`, [value, ...values])
        return true
      } catch {
        return false
      }
    },
    async take(table, row) {
      const { text, values } = where(row, 1)
      await ask(`delete from ${table} where ${text}`, values)
    },
    async put(table, row) {
      const columns = Object.keys(row)
      const places = columns.map((_, n) => mark(n + 1))
      const values = Object.values(row)
      await ask(`insert into ${table} (${columns.join(', ')}) ${overriding} values (${places.join(', ')})`, values)
    },
    run: async (statement) => void (await ask(statement, [])),
    close,
  }
}

function openFile(file: string): Raw {
  const db = new Database(file)
  db.pragma('ignore_check_constraints = on')
  const guards = db.prepare<[], { name: string }>("select name from sqlite_master where type = 'trigger'").all()
  for (const { name } of guards) db.exec(`drop trigger ${name}`)
  const ask: Ask = async (text, values) => {
    const statement = db.prepare<unknown[], Row>(text)
    if (statement.reader) return statement.all(...values)
    statement.run(...values)
    return []
  }
  return rawOn(
    ask,
    () => '?',
    async () => void db.close(),
  )
}

async function openServer(database: string): Promise<Raw> {
  const client = new pg.Client({ connectionString: adminOf(database) })
  await client.connect()
  await client.query('set session_replication_role = replica')
  const ask: Ask = async (text, values) => {
    const { rows } = await client.query<Row>(text, values)
    // Numbers of 64 bits come as texts.
    return rows.map((row) => ({ ...row, ...('last_seq' in row ? { last_seq: Number(row.last_seq) } : {}) }))
  }
  return rawOn(
    ask,
    (n) => `$${n}`,
    () => client.end(),
    'overriding system value',
  )
}
