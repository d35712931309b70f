import pg from 'pg'
import { adminOf } from '../support/database.ts'

export type Table = { name: string; guarded: boolean; hasWorkspace: boolean }
type Column = { name: string; type: string }

/** How to tell whose a row is. */
export const ownerIn = (table: string): string => {
  if (table === 'workspace') return 'id'
  if (table === 'webhook_attempt') return '(select d.workspace from webhook_delivery d where d.id = delivery_id)'
  return 'workspace'
}

/** Somebody whom row security does not bind, and so sees what there really is. */
export async function openAdmin(database: string) {
  const client = new pg.Client({ connectionString: adminOf(database) })
  await client.connect()

  /** The columns that a statement may name. */
  const columnsOf = async (table: string): Promise<Column[]> => {
    const { rows } = await client.query<Column>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO'`,
      [table],
    )
    return rows
  }
  return {
    columnsOf,
    close: () => client.end(),
    run: (text: string) => client.query(text),
    /** By the catalogue: whoever adds a table adds it here too. */
    async tables(): Promise<Table[]> {
      const { rows } = await client.query<Table>(`
        select c.relname as name,
          c.relrowsecurity and c.relforcerowsecurity
            and exists (select 1 from pg_policy p where p.polrelid = c.oid) as guarded,
          exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace') as "hasWorkspace"
        from pg_class c join pg_namespace s on s.oid = c.relnamespace
        where s.nspname = 'public' and c.relkind = 'r' order by name`)
      return rows
    },
    async count(table: string, workspace: string): Promise<number> {
      const counted = `select count(*)::int as n from ${table} where ${ownerIn(table)} = $1`
      return (await client.query(counted, [workspace])).rows[0].n
    },
    /** A row of nothing in particular, for the tables that no request of the test has written to. */
    async fill(table: string, workspace: string): Promise<void> {
      const columns = await columnsOf(table)
      const names = columns.map(({ name }) => `"${name}"`).join(', ')
      const places = columns.map((_, i) => `$${i + 1}`).join(', ')
      const values = columns.map((column) => checked[`${table}.${column.name}`] ?? someValue(column, workspace))
      await client.query('set session_replication_role = replica')
      await client.query(`insert into ${table} (${names}) values (${places})`, values)
    },
    /** As if each had been sent. */
    async attempt(): Promise<void> {
      await client.query(
        `insert into webhook_attempt (delivery_id, n, at) select id, 1, created_at from webhook_delivery`,
      )
    },
  }
}

/** Of what a table itself holds to a few words, one of those. */
const checked: Readonly<Record<string, string>> = {
  'deploy_log.kind': 'line',
  'deploy_notice.outcome': 'pending',
  'span.status': 'ok',
  'trace.status': 'ok',
  'evaluation.source': 'reported',
  'evaluation.label': 'green',
  'alert_event.source': 'detector',
  'alert_event.status': 'firing',
  'chat_message.role': 'user',
  'chat_message.status': 'complete',
}

const someValue = ({ name, type }: Column, workspace: string): unknown => {
  if (name === 'workspace') return workspace
  if (type === 'bytea') return Buffer.from('x')
  return type === 'text' ? `${workspace} ${name}` : 1
}
