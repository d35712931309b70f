import { sql } from 'kysely'
import { StoreError } from './errors.ts'
import { rowSearch } from './row-search.ts'
import type { ReadDb, WriteDb } from './schema.ts'
import { everybody } from './within.ts'

/** Whether the database keeps workspaces apart by itself: SQLite cannot, and PostgreSQL does not for superusers. */
export type RowSecurity = 'enforced' | 'bypassed' | 'not_offered'

/** The name holds the version of the rule: a table that has it under another name gets it anew. */
const policy = 'rows_of_one_workspace_1'
const setting = 'countersign.workspace'

/** Asked for once per query, not once per row. */
const whose = `(select current_setting('${setting}', true))`

/**
 * Which rows are whose. As a `case`, because PostgreSQL would take an equation for one more filter that leaves few rows,
 * on top of the same one in the query, and would then sort instead of walking along an index.
 */
const belongs = (column: string): string => `case ${whose} when '${everybody}' then true else ${column} = ${whose} end`

/** Whose rows they are; `needs` is what has to be there before. */
type Rule = { using: string; needs?: readonly string[] }
const rules: Record<string, Rule> = {
  workspace: { using: belongs('id') },
  // Whoever sees the delivery sees what came of it.
  webhook_attempt: { using: 'exists (select 1 from webhook_delivery where webhook_delivery.id = delivery_id)' },
  action: { using: `row_search_runs() or ${belongs('workspace')}`, needs: rowSearch },
}

/**
 * Every table with rows of workspaces is guarded, whichever migration made it: looked for in the catalogue, so that none
 * can be forgotten. Inside the caller's transaction, after the migrations; does nothing where nothing is missing.
 */
export async function guardRows(db: WriteDb): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where s.nspname = current_schema() and c.relkind = 'r'
      and (c.relname in (${sql.join(Object.keys(rules))}) or exists (
        select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace' and not a.attisdropped))
      and not (c.relrowsecurity and c.relforcerowsecurity and exists (
        select 1 from pg_policy p where p.polrelid = c.oid and p.polname = ${policy}))
    order by name`.execute(db)
  for (const { name } of rows)
    await guard(db, name).catch((error: unknown) => {
      throw isNotOwner(error) ? new StoreError('store_unavailable', notOwner, { cause: error }) : error
    })
}

const isNotOwner = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '42501'
const notOwner = 'the role that this server has in PostgreSQL must own its tables, so that it can guard their rows'

async function guard(db: WriteDb, name: string): Promise<void> {
  const table = sql.table(name)
  const { rows } = await sql<{ name: string }>`
    select polname as name from pg_policy where polrelid = ${name}::regclass`.execute(db)
  for (const old of rows) await sql`drop policy ${sql.id(old.name)} on ${table}`.execute(db)
  const { using, needs = [] } = rules[name] ?? { using: belongs('workspace') }
  for (const text of needs) await sql.raw(text).execute(db)
  const rule = sql`using (${sql.raw(using)}) with check (${sql.raw(using)})`
  await sql`create policy ${sql.id(policy)} on ${table} ${rule}`.execute(db)
  await sql`alter table ${table} enable row level security`.execute(db)
  // Not even for the role that owns the table, which is the one that the server has.
  await sql`alter table ${table} force row level security`.execute(db)
}

/** Superusers, and roles that may bypass row security, are not bound by it: there is only the first wall then. */
export async function rowSecurityOf(db: ReadDb): Promise<RowSecurity> {
  const { rows } = await sql<{ active: boolean | null }>`
    select bool_and(row_security_active(polrelid)) as active from pg_policy where polname = ${policy}`.execute(
    db as WriteDb,
  )
  return rows[0]?.active === true ? 'enforced' : 'bypassed'
}
