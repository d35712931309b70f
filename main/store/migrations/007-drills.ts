import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** Rollback drills: when they are due, who was told, who answered, what was rehearsed; and how messages leave. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  for (const text of tables(engine)) await run(text)
  for (const text of indexes) await run(text)
  for (const text of engine === 'postgresql' ? guardsOfPostgres : guardsOfSqlite) await run(text)
  if (engine === 'sqlite') await run(statistics)
}

const workspace = 'workspace text not null references workspace (id)'
const states = "'outstanding', 'acknowledged', 'escalated', 'resolved', 'dismissed'"

function tables(engine: Engine): string[] {
  const postgres = engine === 'postgresql'
  // Sorted and compared byte by byte, whatever language PostgreSQL was set up in.
  const text = postgres ? 'text collate "C"' : 'text'
  const big = postgres ? 'bigint' : 'integer'
  const n = `n ${postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'}`
  return [
    `create table drill_schedule (
      ${workspace},
      schedule_id ${text} not null,
      document text not null,
      -- Of the document, for the scheduler to look by.
      status ${text} not null,
      next_due_at ${text} not null,
      changed_at text not null,
      changed_by text not null,
      changed_by_digest text not null,
      last_seq ${big} not null,
      primary key (workspace, schedule_id))`,
    `create table drill_plan (
      ${n},
      ${workspace},
      plan_id ${text} not null,
      schedule_id ${text} not null,
      occasion ${text} not null,
      document text not null,
      generated_at ${text} not null,
      generated_by text not null,
      generated_by_digest text not null,
      seq ${big} not null,
      unique (workspace, plan_id))`,
    `create table drill_route (
      ${n},
      ${workspace},
      route_id ${text} not null,
      plan_id ${text} not null,
      schedule_id ${text} not null,
      owner ${text} not null,
      escalation_owner ${text} not null,
      provider ${text} not null,
      action ${text} not null check (action in ('deliver', 'suppress')),
      category ${text} not null,
      acknowledgement_minutes integer not null,
      slo_of text not null,
      reason text not null,
      maintenance_window_id text,
      owner_available integer not null,
      suppressed_until text,
      created_at ${text} not null,
      slo_ends_at ${text} not null,
      -- Each word with a space before it, so that a search finds words by their beginning.
      words text not null,
      -- Null for what was suppressed.
      state ${text} check ((action = 'deliver') = (state is not null) and (state is null or state in (${states}))),
      -- When it was answered first, and by what it was answered last.
      answered_at ${text},
      acknowledgement_id text check ((acknowledgement_id is null) = (answered_at is null)),
      superseded_by text,
      last_seq ${big} not null,
      unique (workspace, route_id))`,
    `create table drill_acknowledgement (
      ${n},
      ${workspace},
      acknowledgement_id ${text} not null,
      schedule_id ${text} not null,
      plan_id ${text} not null,
      provider ${text} not null,
      owners text not null,
      route_ids text not null,
      state ${text} not null,
      external_ref text not null,
      notes text not null,
      by_id text not null,
      by_digest text not null,
      through_id text,
      through_digest text check ((through_id is null) = (through_digest is null)),
      at ${text} not null,
      seq ${big} not null,
      unique (workspace, acknowledgement_id))`,
    `create table drill_delivery (
      ${n},
      ${workspace},
      delivery_id ${text} not null,
      plan_id ${text} not null,
      schedule_id ${text} not null,
      provider ${text} not null,
      -- Of its connector, when it was planned; null where there was none.
      connector text,
      retries integer not null,
      timeout_ms integer not null,
      created_at ${text} not null,
      outcome ${text} not null check (outcome in ('pending', 'delivered', 'failed', 'unknown')),
      -- When it is to be sent; while a process sends it, when it is free again should that process die.
      due_at ${text},
      lease text,
      tries integer not null,
      -- Without anything secret.
      url text,
      settled_at text,
      -- The entry that says what became of it.
      seq ${big} check ((outcome = 'pending') = (seq is null)),
      unique (workspace, delivery_id),
      unique (workspace, plan_id, provider))`,
    `create table drill_delivery_attempt (
      ${workspace},
      delivery_id ${text} not null,
      n integer not null,
      at text not null,
      -- Null while it lasts, and for ever if the process died: whether it arrived is unknown then.
      ended_at text,
      status integer,
      error text,
      primary key (workspace, delivery_id, n))`,
    `create table drill_report (
      ${n},
      ${workspace},
      report_id ${text} not null,
      kind ${text} not null check (kind in ('escalation', 'audit')),
      document text not null,
      alert_level ${text} not null,
      at ${text} not null,
      by_id text not null,
      by_digest text not null,
      seq ${big} not null,
      unique (workspace, report_id))`,
    `create table drill_run (
      ${n},
      ${workspace},
      run_id ${text} not null,
      schedule_id ${text} not null,
      document text not null,
      state ${text} not null check (state in ('running', 'finished', 'abandoned')),
      began_at ${text} not null,
      ended_at ${text} check ((state = 'running') = (ended_at is null)),
      last_seq ${big} not null,
      unique (workspace, run_id))`,
    `create table drill_policy (
      workspace text primary key references workspace (id),
      require_verified integer not null,
      by_id text not null,
      by_digest text not null,
      since text not null,
      last_seq ${big} not null)`,
    `create table connector (
      ${workspace},
      name ${text} not null,
      kind text not null,
      description text not null,
      enabled integer not null,
      changed_at text not null,
      changed_by text not null,
      changed_by_digest text not null,
      last_seq ${big} not null,
      primary key (workspace, name))`,
  ]
}

const indexes = [
  'create index drill_schedule_due on drill_schedule (workspace, status, next_due_at)',
  'create index drill_plan_by_schedule on drill_plan (workspace, schedule_id, n)',
  'create index drill_plan_by_seq on drill_plan (workspace, seq)',
  'create index drill_route_by_n on drill_route (workspace, n)',
  'create index drill_route_by_state on drill_route (workspace, state, slo_ends_at, n)',
  'create index drill_route_by_plan on drill_route (workspace, plan_id, provider, owner)',
  'create index drill_route_by_schedule on drill_route (workspace, schedule_id, provider, n)',
  'create index drill_route_by_owner on drill_route (workspace, owner, n)',
  'create index drill_acknowledgement_by_plan on drill_acknowledgement (workspace, plan_id, provider, seq)',
  'create index drill_acknowledgement_by_seq on drill_acknowledgement (workspace, seq)',
  `create index drill_delivery_due on drill_delivery (due_at) where outcome = 'pending'`,
  'create index drill_delivery_by_seq on drill_delivery (workspace, seq)',
  'create index drill_report_by_seq on drill_report (workspace, seq)',
  'create index drill_run_by_n on drill_run (workspace, schedule_id, n)',
]

const unchanged = 'what was planned, answered and rehearsed in a drill never changes'

/** What stays of a row for ever, and what of it is its name. */
const facts: Record<string, { key: readonly string[]; columns: readonly string[] | 'all'; settled?: string }> = {
  drill_plan: { key: ['workspace', 'plan_id'], columns: 'all' },
  drill_route: {
    key: ['workspace', 'route_id'],
    columns: [
      'n',
      'workspace',
      'route_id',
      'plan_id',
      'schedule_id',
      'owner',
      'escalation_owner',
      'provider',
      'action',
      'category',
      'acknowledgement_minutes',
      'slo_of',
      'reason',
      'maintenance_window_id',
      'owner_available',
      'suppressed_until',
      'created_at',
      'slo_ends_at',
      'words',
    ],
  },
  drill_acknowledgement: { key: ['workspace', 'acknowledgement_id'], columns: 'all' },
  drill_delivery: {
    key: ['workspace', 'delivery_id'],
    columns: [
      'n',
      'workspace',
      'delivery_id',
      'plan_id',
      'schedule_id',
      'provider',
      'retries',
      'timeout_ms',
      'created_at',
    ],
    settled: `old.outcome <> 'pending'`,
  },
  drill_delivery_attempt: {
    key: ['workspace', 'delivery_id', 'n'],
    columns: ['workspace', 'delivery_id', 'n', 'at'],
    settled: 'old.ended_at is not null',
  },
  drill_report: { key: ['workspace', 'report_id'], columns: 'all' },
  drill_run: {
    key: ['workspace', 'run_id'],
    columns: ['n', 'workspace', 'run_id', 'schedule_id', 'began_at'],
    settled: `old.state <> 'running'`,
  },
}
const tablesWithFacts = Object.entries(facts)

const guardsOfSqlite = tablesWithFacts.flatMap(([table, { key, columns, settled }]) => [
  `create trigger ${table}_facts_stay before update ${columns === 'all' ? '' : `of ${columns.join(', ')}`} on ${table}
   begin select raise(abort, '${unchanged}'); end`,
  ...(settled
    ? [
        `create trigger ${table}_settled_stays before update on ${table} when ${settled}
        begin select raise(abort, '${unchanged}'); end`,
      ]
    : []),
  `create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${unchanged}'); end`,
  // `insert or replace` deletes without asking the delete trigger.
  `create trigger ${table}_no_replace before insert on ${table}
   when exists (select 1 from ${table} where ${key.map((column) => `${column} = new.${column}`).join(' and ')})
   begin select raise(abort, '${unchanged}'); end`,
])

const guardsOfPostgres = tablesWithFacts.flatMap(([table, { columns, settled }]) => {
  const row = (which: 'old' | 'new') =>
    columns === 'all' ? '' : columns.map((column) => `${which}.${column}`).join(', ')
  const mayChange =
    columns === 'all' ? 'false' : `not (${settled ?? 'false'}) and (${row('old')}) is not distinct from (${row('new')})`
  return [
    `create function ${table}_guard() returns trigger language plpgsql as $$
     begin
       if tg_op = 'UPDATE' then
         if ${mayChange} then return new; end if;
       end if;
       raise exception '${unchanged}' using errcode = '23001';
     end $$`,
    `create trigger ${table}_no_change before update or delete on ${table}
     for each row execute function ${table}_guard()`,
    `create trigger ${table}_no_truncate before truncate on ${table} execute function refuse_truncate()`,
  ]
})

/** What they are like, so that SQLite's planner does not take them for ten rows (see 001-ledger). */
const statistics = `insert into sqlite_stat1 (tbl, idx, stat) values
  ('drill_plan', 'drill_plan_by_schedule', '10000 5000 100 1'),
  ('drill_route', 'drill_route_by_n', '100000 50000 1'),
  ('drill_route', 'sqlite_autoindex_drill_route_1', '100000 50000 1'),
  ('drill_route', 'drill_route_by_state', '100000 50000 20000 10 1'),
  ('drill_route', 'drill_route_by_plan', '100000 50000 10 3 1'),
  ('drill_route', 'drill_route_by_schedule', '100000 50000 1000 300 1'),
  ('drill_route', 'drill_route_by_owner', '100000 50000 5000 1'),
  ('drill_acknowledgement', 'drill_acknowledgement_by_plan', '100000 50000 10 3 1')`
