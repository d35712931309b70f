import { sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

/**
 * Every table whose rows are the product's memory, parents before children, with the columns that order them and those
 * that the database derives by itself, as it does all of `action_count`. `schema_version`, the wrapped `signing_key` and
 * `current_master_key` belong to the machine, `kept_answer`, `rate_window` and `web_session` to the moment: a backup
 * signs nobody in. A `secret` is in it as it lies there: sealed.
 */
export const dumpedTables = [
  { name: 'instance', order: ['id'], derived: ['only'] },
  { name: 'workspace', order: ['id'], derived: [] },
  { name: 'ledger_head', order: ['workspace'], derived: [] },
  { name: 'ledger_entry', order: ['workspace', 'seq'], derived: ['action', 'subject'] },
  { name: 'ledger_node', order: ['workspace', 'level', 'position'], derived: [] },
  { name: 'actor', order: ['workspace', 'digest'], derived: [] },
  { name: 'api_key', order: ['id'], derived: [] },
  { name: 'secret', order: ['workspace', 'owner', 'provider', 'label'], derived: [] },
  {
    name: 'action',
    order: ['n'],
    derived: ['n', 'reason_head', 'executed_at', 'rejected_at', 'review_open', 'lexemes'],
  },
  { name: 'workspace_hold', order: ['workspace'], derived: [] },
  { name: 'workspace_policy', order: ['workspace'], derived: [] },
  { name: 'trace_tag', order: ['workspace', 'seq'], derived: [] },
  { name: 'incident', order: ['n'], derived: ['n'] },
  { name: 'incident_link', order: ['workspace', 'incident', 'kind', 'ref'], derived: [] },
  { name: 'webhook', order: ['id'], derived: [] },
  { name: 'webhook_delivery', order: ['id'], derived: [] },
  { name: 'webhook_attempt', order: ['delivery_id', 'n'], derived: [] },
  { name: 'drill_schedule', order: ['workspace', 'schedule_id'], derived: [] },
  { name: 'drill_plan', order: ['n'], derived: ['n'] },
  { name: 'drill_route', order: ['n'], derived: ['n'] },
  { name: 'drill_acknowledgement', order: ['n'], derived: ['n'] },
  { name: 'drill_delivery', order: ['n'], derived: ['n'] },
  { name: 'drill_delivery_attempt', order: ['workspace', 'delivery_id', 'n'], derived: [] },
  { name: 'drill_report', order: ['n'], derived: ['n'] },
  { name: 'drill_run', order: ['n'], derived: ['n'] },
  { name: 'drill_policy', order: ['workspace'], derived: [] },
  { name: 'connector', order: ['workspace', 'name'], derived: [] },
  { name: 'surface', order: ['workspace', 'surface_id'], derived: [] },
  { name: 'surface_standing', order: ['workspace', 'surface_id'], derived: [] },
  { name: 'deploy', order: ['n'], derived: ['n'] },
  { name: 'deploy_log', order: ['workspace', 'deploy_id', 'n'], derived: [] },
  { name: 'deploy_notice', order: ['workspace', 'notice_id'], derived: [] },
  { name: 'deploy_forward', order: ['workspace', 'deploy_id', 'server'], derived: [] },
  { name: 'span', order: ['workspace', 'trace_id', 'span_id'], derived: [] },
  { name: 'trace', order: ['workspace', 'trace_id'], derived: [] },
  { name: 'usage_bucket', order: ['workspace', 'bucket_ms', 'agent', 'model'], derived: [] },
  { name: 'evaluation', order: ['n'], derived: ['n', 'frameworks'] },
  { name: 'alert_event', order: ['n'], derived: ['n'] },
  { name: 'fleet_rule', order: ['workspace', 'rule_id'], derived: [] },
  { name: 'fleet_setting', order: ['workspace'], derived: [] },
  { name: 'agent_pause', order: ['n'], derived: ['n'] },
  { name: 'chat_session', order: ['workspace', 'session_id'], derived: [] },
  { name: 'chat_message', order: ['n'], derived: ['n'] },
  { name: 'workspace_retention', order: ['workspace'], derived: [] },
] as const

export type DumpedTable = (typeof dumpedTables)[number]['name']
export type DumpedRow = Record<string, string | number | null | Uint8Array>

const batch = 500

export async function* dumpRows(db: ReadDb): AsyncGenerator<{ table: DumpedTable; row: DumpedRow }> {
  for (const { name, order, derived } of dumpedTables) {
    let last: DumpedRow | undefined
    for (;;) {
      const rows = await page(db, name, order, last)
      for (const row of rows) {
        const kept = Object.entries(row).filter(([column]) => !derived.some((each) => each === column))
        yield { table: name, row: Object.fromEntries(kept) }
      }
      last = rows.at(-1)
      if (rows.length < batch) break
    }
  }
}

async function page(db: ReadDb, table: DumpedTable, order: readonly string[], after?: DumpedRow): Promise<DumpedRow[]> {
  const columns = sql.join(order.map((column) => sql.ref(column)))
  const from =
    after === undefined
      ? sql``
      : sql` where (${columns}) > (${sql.join(order.map((column) => sql.val(after[column])))})`
  const query = sql<DumpedRow>`select * from ${sql.table(table)}${from} order by ${columns} limit ${sql.lit(batch)}`
  return (await query.execute(db as never)).rows
}

export async function loadRows(tx: Tx, table: DumpedTable, rows: readonly DumpedRow[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const names = Object.keys(first)
  const values = rows.map((row) => sql`(${sql.join(names.map((name) => bound(row[name])))})`)
  const columns = sql.join(names.map((name) => sql.ref(name)))
  await sql`insert into ${sql.table(table)} (${columns}) values ${sql.join(values)}`.execute(tx.db)
}

const bound = (value: DumpedRow[string] | undefined) =>
  sql.val(value instanceof Uint8Array ? Buffer.from(value) : (value ?? null))
