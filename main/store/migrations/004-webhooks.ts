import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** Who is told of what, what was told to whom, and how each attempt ended. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  for (const text of tables(engine)) await run(text)
  for (const text of indexes) await run(text)
  for (const text of engine === 'postgresql' ? guardsOfPostgres : guardsOfSqlite) await run(text)
}

function tables(engine: Engine): string[] {
  const postgres = engine === 'postgresql'
  // Sorted and compared byte by byte, whatever language PostgreSQL was set up in.
  const text = postgres ? 'text collate "C"' : 'text'
  const big = postgres ? 'bigint' : 'integer'
  return [
    `create table webhook (
      id ${text} primary key,
      workspace text not null references workspace (id),
      url text not null,
      -- The ledger is for everybody to read and an address may hold a secret: it has a digest of it, under this salt.
      url_salt text not null,
      description text not null,
      events text not null,
      enabled integer not null,
      -- Why it is switched off, where nobody switched it off.
      stopped text,
      -- Sealed. The one before signs along until its time is over, so that a receiver can change over in peace.
      secret text not null,
      old_secret text,
      old_secret_until text,
      created_at ${text} not null,
      removed_at text,
      last_seq ${big} not null)`,
    `create table webhook_delivery (
      id ${text} primary key,
      workspace text not null references workspace (id),
      webhook_id text not null references webhook (id),
      type text not null,
      subject text not null,
      -- What is sent, byte for byte, however often.
      body text not null,
      created_at text not null,
      status text not null check (status in ('pending', 'delivered', 'dead')),
      -- Why it is given up.
      dead_because text,
      settled_at text,
      -- When it is to be sent; while a process sends it, when it is free again should that process die.
      due_at ${text},
      -- Who sends it just now.
      lease text,
      -- All attempts, and those since it was last asked for: only these count towards giving up.
      attempts integer not null,
      tries integer not null)`,
    `create table webhook_attempt (
      delivery_id ${text} not null references webhook_delivery (id),
      n integer not null,
      at text not null,
      -- Null while it lasts, and for ever if the process died: whether it arrived is unknown then.
      ended_at text,
      status integer,
      error text,
      answer text,
      primary key (delivery_id, n))`,
  ]
}

const indexes = [
  'create index webhook_by_workspace on webhook (workspace, id)',
  'create index webhook_delivery_by_hook on webhook_delivery (webhook_id, id)',
  `create index webhook_delivery_next on webhook_delivery (due_at) where status = 'pending'`,
  `create index webhook_delivery_due on webhook_delivery (webhook_id, due_at) where status = 'pending'`,
  `create index webhook_delivery_dead on webhook_delivery (workspace, id, webhook_id) where status = 'dead'`,
]

const unchanged = 'what was sent, and what came of it, never changes'

/** What stays of a row for ever, by table. An attempt is written twice: when it begins, and when it ends. */
const facts = {
  webhook: ['id', 'workspace', 'url_salt', 'created_at'],
  webhook_delivery: ['id', 'workspace', 'webhook_id', 'type', 'subject', 'body', 'created_at'],
  webhook_attempt: ['delivery_id', 'n', 'at'],
}
const settled: Record<string, string> = {
  webhook: 'old.removed_at is not null',
  webhook_attempt: 'old.ended_at is not null',
}
const settledRows = Object.entries(settled)

const guardsOfSqlite = [
  ...Object.entries(facts).flatMap(([table, columns]) => [
    `create trigger ${table}_facts_stay before update of ${columns.join(', ')} on ${table}
     begin select raise(abort, '${unchanged}'); end`,
    `create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${unchanged}'); end`,
    // `insert or replace` deletes without asking the delete trigger.
    `create trigger ${table}_no_replace before insert on ${table}
     when exists (select 1 from ${table} where ${table === 'webhook_attempt' ? 'delivery_id = new.delivery_id and n = new.n' : 'id = new.id'})
     begin select raise(abort, '${unchanged}'); end`,
  ]),
  ...settledRows.map(
    ([table, when]) => `create trigger ${table}_settled_stays before update on ${table} when ${when}
     begin select raise(abort, '${unchanged}'); end`,
  ),
]

const guardsOfPostgres = Object.entries(facts).flatMap(([table, columns]) => [
  `create function ${table}_guard() returns trigger language plpgsql as $$
   begin
     if tg_op = 'UPDATE' and not (${settled[table] ?? 'false'})
       and (${columns.map((column) => `old.${column}`).join(', ')})
         is not distinct from (${columns.map((column) => `new.${column}`).join(', ')})
     then return new; end if;
     raise exception '${unchanged}' using errcode = '23001';
   end $$`,
  `create trigger ${table}_no_change before update or delete on ${table}
   for each row execute function ${table}_guard()`,
  `create trigger ${table}_no_truncate before truncate on ${table} execute function refuse_truncate()`,
])
