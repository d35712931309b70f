import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** The deploy gate: what can be deployed, what goes on there, every deploy and rollback; and how long all this is kept. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  for (const text of tables(engine)) await run(text)
  for (const text of indexes) await run(text)
  for (const text of engine === 'postgresql' ? guardsOfPostgres : guardsOfSqlite) await run(text)
  if (engine === 'sqlite') await run(statistics)
}

const workspace = 'workspace text not null references workspace (id)'
const states = [
  ...["'triggered'", "'smoke_gate'", "'blocked'", "'resolved'", "'approval_pending'", "'rejected'", "'deploying'"],
  ...["'deploy_failed'", "'health_check'", "'audit_written'", "'rollback_alert'"],
].join(', ')
const outcomes = "'success', 'health_check_failed', 'deploy_failed', 'rejected', 'blocked', 'cancelled', 'unknown'"

function tables(engine: Engine): string[] {
  const postgres = engine === 'postgresql'
  // Sorted and compared byte by byte, whatever language PostgreSQL was set up in.
  const text = postgres ? 'text collate "C"' : 'text'
  const big = postgres ? 'bigint' : 'integer'
  const n = `n ${postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'}`
  return [
    // Those that are defined through the API; what runs commands lies in a file of the machine, and is not in here.
    `create table surface (
      ${workspace},
      surface_id ${text} not null,
      document text not null,
      changed_at text not null,
      changed_by text not null,
      changed_by_digest text not null,
      last_seq ${big} not null,
      primary key (workspace, surface_id))`,
    // Of every surface at which something went on, wherever it is defined.
    `create table surface_standing (
      ${workspace},
      surface_id ${text} not null,
      document text not null,
      last_seq ${big} not null,
      primary key (workspace, surface_id))`,
    `create table deploy (
      ${n},
      ${workspace},
      deploy_id ${text} not null,
      surface_id ${text} not null,
      kind text not null check (kind in ('deploy', 'rollback')),
      path text not null check (path in ('local', 'ci')),
      from_sha ${text},
      to_sha ${text},
      began_at ${text} not null,
      -- All of it, canonical; what else stands in columns is of it, for looking by.
      document text not null,
      state ${text} not null check (state in (${states})),
      outcome ${text} check (outcome in (${outcomes})),
      finished_at ${text} check ((outcome is null) = (finished_at is null)),
      run_url ${text},
      review_open integer not null,
      settled integer not null check (settled = 0 or (outcome is not null and outcome <> 'unknown' and review_open = 0)),
      last_seq ${big} not null,
      -- Which process carries it out, and until when it has to have said that it lives. Of the moment, not of the record.
      lease text,
      lease_until ${text},
      -- Somebody asks for it to be broken off; the actor who does.
      stop_by text,
      stop_by_digest text check ((stop_by is null) = (stop_by_digest is null)),
      unique (workspace, deploy_id))`,
    `create table deploy_log (
      ${workspace},
      deploy_id ${text} not null,
      n integer not null,
      at ${text} not null,
      kind text not null check (kind in ('line', 'state', 'health')),
      text text not null,
      primary key (workspace, deploy_id, n))`,
    // What connectors are to be told, until they were.
    `create table deploy_notice (
      ${workspace},
      notice_id ${text} not null,
      deploy_id ${text} not null,
      connector ${text} not null,
      body text not null,
      created_at ${text} not null,
      outcome ${text} not null check (outcome in ('pending', 'delivered', 'failed', 'unknown')),
      error text,
      due_at ${text},
      lease text,
      tries integer not null,
      primary key (workspace, notice_id))`,
    // What a team's server is still to be told of deploys that this machine made past it.
    `create table deploy_forward (
      ${workspace},
      deploy_id ${text} not null,
      -- Of the connection, as the book of this machine has it.
      server ${text} not null,
      body text not null,
      due_at ${text} not null,
      tries integer not null,
      error text,
      told_at ${text},
      primary key (workspace, deploy_id, server))`,
    `create table workspace_retention (
      workspace text primary key references workspace (id),
      document text not null,
      last_seq ${big} not null)`,
  ]
}

const indexes = [
  'create index deploy_by_n on deploy (workspace, n)',
  'create index deploy_by_surface on deploy (workspace, surface_id, n)',
  `create unique index deploy_by_run on deploy (workspace, run_url) where run_url is not null`,
  'create index deploy_in_flight on deploy (workspace, surface_id) where outcome is null',
  'create index deploy_leased on deploy (lease_until) where outcome is null',
  'create index deploy_review on deploy (workspace, n) where review_open = 1',
  'create index deploy_log_by_time on deploy_log (workspace, at)',
  `create index deploy_notice_due on deploy_notice (due_at) where outcome = 'pending'`,
  'create index deploy_forward_due on deploy_forward (due_at) where told_at is null',
]

const unchanged = 'what was deployed, and by whom, never changes'
/** Their lines go after the time that the policy says, and not one by one before. */
const facts: Record<string, { key: readonly string[]; columns: readonly string[]; settled?: string; leaves?: true }> = {
  deploy: {
    key: ['workspace', 'deploy_id'],
    columns: ['n', 'workspace', 'deploy_id', 'surface_id', 'kind', 'path', 'from_sha', 'to_sha', 'began_at'],
    settled: 'old.settled = 1',
  },
  deploy_log: {
    key: ['workspace', 'deploy_id', 'n'],
    columns: ['workspace', 'deploy_id', 'n', 'at', 'kind', 'text'],
    leaves: true,
  },
}
const tablesWithFacts = Object.entries(facts)

const guardsOfSqlite = tablesWithFacts.flatMap(([table, { key, columns, settled, leaves }]) => [
  `create trigger ${table}_facts_stay before update of ${columns.join(', ')} on ${table}
   begin select raise(abort, '${unchanged}'); end`,
  ...(settled
    ? [
        `create trigger ${table}_settled_stays before update on ${table} when ${settled}
        begin select raise(abort, '${unchanged}'); end`,
      ]
    : []),
  ...(leaves
    ? []
    : [`create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${unchanged}'); end`]),
  // `insert or replace` deletes without asking the delete trigger.
  `create trigger ${table}_no_replace before insert on ${table}
   when exists (select 1 from ${table} where ${key.map((column) => `${column} = new.${column}`).join(' and ')})
   begin select raise(abort, '${unchanged}'); end`,
])

const guardsOfPostgres = tablesWithFacts.flatMap(([table, { columns, settled, leaves }]) => {
  const row = (which: 'old' | 'new') => columns.map((column) => `${which}.${column}`).join(', ')
  const mayChange = `not (${settled ?? 'false'}) and (${row('old')}) is not distinct from (${row('new')})`
  return [
    `create function ${table}_guard() returns trigger language plpgsql as $$
     begin
       if tg_op = 'UPDATE' then
         if ${mayChange} then return new; end if;
       end if;
       raise exception '${unchanged}' using errcode = '23001';
     end $$`,
    `create trigger ${table}_no_change before update${leaves ? '' : ' or delete'} on ${table}
     for each row execute function ${table}_guard()`,
    `create trigger ${table}_no_truncate before truncate on ${table} execute function refuse_truncate()`,
  ]
})

/** What they are like, so that SQLite's planner does not take them for ten rows (see 001-ledger). */
const statistics = `insert into sqlite_stat1 (tbl, idx, stat) values
  ('deploy', 'deploy_by_n', '10000 5000 1'),
  ('deploy', 'deploy_by_surface', '10000 5000 500 1'),
  ('deploy_log', 'sqlite_autoindex_deploy_log_1', '1000000 500000 200 1')`
