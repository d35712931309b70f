import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** Deployment actions, what a workspace has switched on, and what makes a repeated request harmless. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  await run(actionTable(engine))
  for (const index of actionIndexes) await run(index)
  for (const text of engine === 'postgresql' ? guardsOfPostgres : guardsOfSqlite) await run(text)
  for (const text of engine === 'postgresql' ? searchOfPostgres : searchOfSqlite) await run(text)
  for (const text of counts(engine)) await run(text)
  for (const text of otherTables(engine)) await run(text)
  if (engine === 'sqlite') for (const text of statistics) await run(text)
}

/** Columns of the proposal, which never change; `state` is the one document of what became of it. */
const facts = [
  'id',
  'workspace',
  'type',
  'tier',
  'target_ref',
  'reason',
  'mode',
  'payload',
  'proposed_by',
  'proposed_by_digest',
  'proposed_through',
  'supersedes',
  'proposed_at',
  'expires_at',
  'terms',
  'proposal_digest',
  'words',
]

function actionTable(engine: Engine): string {
  const postgres = engine === 'postgresql'
  // Sorted and compared byte by byte, whatever language PostgreSQL was set up in.
  const text = postgres ? 'text collate "C"' : 'text'
  const field = (name: string) =>
    postgres ? `(state::json -> 'progress' ->> '${name}')` : `(json_extract(state, '$.progress.${name}'))`
  const reviewOpen = postgres
    ? `(case when json_typeof(state::json -> 'glass') = 'object' and json_typeof(state::json -> 'glass' -> 'review') = 'null' then 1 else 0 end)`
    : `(case when json_type(state, '$.glass') = 'object' and json_type(state, '$.glass.review') = 'null' then 1 else 0 end)`
  const derived = (expression: string) => `generated always as ${expression} stored`
  return `
    create table action (
      -- The order of proposals: that of the ledger, one workspace at a time.
      n ${postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'},
      id text not null unique,
      workspace text not null references workspace (id),
      type ${text} not null,
      tier integer not null,
      target_ref ${text} not null,
      reason ${text} not null,
      mode ${text} not null,
      payload text not null,
      proposed_by text not null,
      proposed_by_digest text not null,
      proposed_through text not null,
      supersedes text,
      proposed_at ${text} not null,
      expires_at ${text} not null,
      terms text not null,
      proposal_digest text not null,
      words text not null,
      state text not null,
      last_seq ${postgres ? 'bigint' : 'integer'} not null,
      reason_head ${text} ${derived('(substr(reason, 1, 60))')},
      -- Not derived: SQLite counts by an index alone only over columns that are written.
      status ${text} not null check (status = ${field('status')}),
      executed_at ${text} ${derived(field('executed_at'))},
      rejected_at ${text} ${derived(field('rejected_at'))},
      review_open integer ${derived(reviewOpen)}
    )`
}

/**
 * One for each order that the queue can be in, and one for each question that is asked all the time. What follows `n` lets
 * a row that other filters do not want be passed over without being looked up.
 */
const actionIndexes = [
  ...['tier', 'mode', 'target_ref', 'reason_head', 'expires_at'].map(
    (column) => `create index action_by_${column} on action (workspace, ${column}, n)`,
  ),
  'create index action_by_status on action (workspace, status, n, type, mode)',
  'create index action_by_type on action (workspace, type, n, mode)',
  'create index action_by_n on action (workspace, n)',
  `create index action_waiting on action (expires_at, workspace, mode) where status = 'proposed'`,
  'create index action_executed on action (workspace, executed_at) where executed_at is not null',
  'create index action_rejected on action (workspace, rejected_at) where rejected_at is not null',
  'create index action_in_review on action (workspace, n) where review_open = 1',
]

const unchanged = 'what was proposed never changes, and what was decided stays decided'
/** Of what is over nothing changes any more, but that the review of a broken glass is closed. */
const settled = `old.status in ('executed', 'rejected', 'expired')`

const guardsOfSqlite = [
  `create trigger action_facts_stay before update of n, ${facts.join(', ')} on action
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger action_settled_stays before update of state on action
   when ${settled} and json_remove(new.state, '$.glass') is not json_remove(old.state, '$.glass')
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger action_no_delete before delete on action begin select raise(abort, '${unchanged}'); end`,
  // `insert or replace` deletes without asking the delete trigger.
  `create trigger action_no_replace before insert on action
   when exists (select 1 from action where id = new.id or n = new.n)
   begin select raise(abort, '${unchanged}'); end`,
]

const guardsOfPostgres = [
  `create function action_guard() returns trigger language plpgsql as $$
   begin
     if tg_op = 'UPDATE'
       and (${['n', ...facts].map((column) => `old.${column}`).join(', ')})
         is not distinct from (${['n', ...facts].map((column) => `new.${column}`).join(', ')})
       and not (${settled} and (new.state::jsonb - 'glass') is distinct from (old.state::jsonb - 'glass'))
     then return new; end if;
     raise exception '${unchanged}' using errcode = '23001';
   end $$`,
  'create trigger action_no_change before update or delete on action for each row execute function action_guard()',
  'create trigger action_no_truncate before truncate on action execute function refuse_truncate()',
]

/**
 * Words are made in one place, `searchWords`, so that both engines find the same. With an index of beginnings of every
 * usual length FTS5 hands out what it finds one by one; without, it first gathers all that begins so.
 */
const searchOfSqlite = [
  `create virtual table action_words using
   fts5(words, content='action', content_rowid='n', detail=none, columnsize=0, prefix='1 2 3 4 5 6 7 8 9 10',
     tokenize='unicode61 remove_diacritics 0')`,
  `create trigger action_words_follow after insert on action
   begin insert into action_words (rowid, words) values (new.n, new.words); end`,
]

const searchOfPostgres = [
  `alter table action add column lexemes tsvector
   generated always as (array_to_tsvector(string_to_array(words, ' '))) stored`,
  'create index action_by_words on action using gin (lexemes)',
]

/** How many rows there are of each kind: to count a million by an index takes as long as a hundred approvals. */
function counts(engine: Engine): string[] {
  const kind = ['workspace', 'status', 'type', 'mode']
  const of = (row: string) => kind.map((column) => `${row}.${column}`).join(', ')
  const isOf = (row: string) => kind.map((column) => `${column} = ${row}.${column}`).join(' and ')
  const more = `insert into action_count (${kind.join(', ')}, actions) values (${of('new')}, 1)
    on conflict (${kind.join(', ')}) do update set actions = action_count.actions + 1`
  const fewer = `update action_count set actions = actions - 1 where ${isOf('old')}`
  const table = `
    create table action_count (
      workspace text not null, status text not null, type text not null, mode text not null,
      actions ${engine === 'postgresql' ? 'bigint' : 'integer'} not null, primary key (${kind.join(', ')})
    )`
  if (engine === 'sqlite')
    return [
      `${table} without rowid`,
      `create trigger action_counted after insert on action begin ${more}; end`,
      `create trigger action_recounted after update of status on action when new.status <> old.status
       begin ${fewer}; ${more}; end`,
    ]
  return [
    table,
    `create function action_counts() returns trigger language plpgsql as $$
     begin
       if tg_op = 'UPDATE' then ${fewer}; end if;
       ${more};
       return null;
     end $$`,
    'create trigger action_counted after insert on action for each row execute function action_counts()',
    `create trigger action_recounted after update of status on action
     for each row when (new.status <> old.status) execute function action_counts()`,
  ]
}

function otherTables(engine: Engine): string[] {
  const big = engine === 'postgresql' ? 'bigint' : 'integer'
  return [
    // One switch that stops everything that runs by itself.
    `create table workspace_hold (
      workspace text primary key references workspace (id),
      held integer not null, reason text, by_id text not null, by_digest text not null,
      since text not null, last_seq ${big} not null)`,
    `create table workspace_policy (
      workspace text primary key references workspace (id),
      single_operator integer not null, by_id text not null, by_digest text not null,
      since text not null, last_seq ${big} not null)`,
    `create table trace_tag (
      workspace text not null references workspace (id),
      trace_id text not null, tag text not null, action_id text not null, at text not null,
      seq ${big} not null, primary key (workspace, seq))`,
    'create index trace_tag_by_trace on trace_tag (workspace, trace_id)',
    // The first answer to a request that named a key, word for word.
    `create table kept_answer (
      workspace text not null references workspace (id),
      client text not null, key text not null, request text not null,
      status integer not null, body text not null, at text not null,
      primary key (workspace, client, key))`,
    'create index kept_answer_by_age on kept_answer (at)',
    `create table rate_window (
      workspace text not null references workspace (id),
      client text not null, began_at ${big} not null, used integer not null,
      primary key (workspace, client))`,
  ]
}

/** What a queue is like, so that SQLite's planner does not take it for ten rows (see 001-ledger). */
const statistics = [
  `insert into sqlite_stat1 (tbl, idx, stat) values
    ('action', 'action_by_n', '1000000 100000 1'),
    ('action', 'action_by_status', '1000000 100000 20000 1 1 1'),
    ('action', 'action_by_tier', '1000000 100000 33000 1'),
    ('action', 'action_by_type', '1000000 100000 11000 1 1'),
    ('action', 'action_by_mode', '1000000 100000 33000 1'),
    ('action', 'action_by_target_ref', '1000000 100000 100 1'),
    ('action', 'action_by_reason_head', '1000000 100000 10 1'),
    ('action', 'action_by_expires_at', '1000000 100000 2 1'),
    ('action', 'action_waiting', '100 2 2 1'),
    ('action', 'action_executed', '500000 50000 2'),
    ('action', 'action_rejected', '200000 20000 2'),
    ('action', 'action_in_review', '10 10 1')`,
]
