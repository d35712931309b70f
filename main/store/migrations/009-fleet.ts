import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** What agents report, how it is judged and what it costs; which agents are paused; and what people ask the assistant. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  for (const text of tables(engine)) await run(text)
  for (const text of indexes(engine)) await run(text)
  for (const text of engine === 'postgresql' ? guardsOfPostgres : guardsOfSqlite) await run(text)
  if (engine === 'sqlite') await run(statistics)
}

const workspace = 'workspace text not null references workspace (id)'

function tables(engine: Engine): string[] {
  const postgres = engine === 'postgresql'
  // Sorted and compared byte by byte, whatever language PostgreSQL was set up in.
  const text = postgres ? 'text collate "C"' : 'text'
  const big = postgres ? 'bigint' : 'integer'
  const real = postgres ? 'double precision' : 'real'
  const n = `n ${postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'}`
  return [
    // Times in here are whole microseconds or milliseconds since 1970, costs whole billionths of a dollar: they are added up.
    `create table span (
      ${workspace},
      trace_id ${text} not null,
      span_id ${text} not null,
      parent_span_id ${text},
      name text not null,
      kind text not null,
      start_us ${big} not null,
      duration_us ${big} not null,
      status text not null check (status in ('unset', 'ok', 'error')),
      status_message text,
      agent ${text} not null,
      -- Whether it, or a span above it, says whose deed it is; else its service stands in until one does.
      named integer not null default 1,
      operation ${text},
      tool ${text},
      model ${text},
      provider ${text},
      conversation ${text},
      input_tokens ${big},
      output_tokens ${big},
      cost_nano ${big},
      -- Attributes, resource, scope, events and links, as they came.
      document text not null,
      primary key (workspace, trace_id, span_id))`,
    // A row per trace, kept with every span that comes: what lists and tiles read.
    `create table trace (
      ${workspace},
      trace_id ${text} not null,
      agent ${text} not null,
      -- Searched without regard to case: PostgreSQL folds this as SQLite does, the letters of ASCII alone.
      name ${text} not null,
      status text not null check (status in ('ok', 'error')),
      -- Whether its root has come: until then, the first span stands for it.
      root_seen integer not null,
      started_us ${big} not null,
      ended_us ${big} not null,
      duration_us ${big} not null,
      span_count integer not null,
      error_count integer not null,
      llm_calls integer not null,
      tool_calls integer not null,
      input_tokens ${big} not null,
      output_tokens ${big} not null,
      cost_nano ${big} not null,
      -- Calls that no price was known for: then the cost is not the whole of it.
      unpriced integer not null,
      model ${text},
      conversation ${text},
      -- When a span of it came last, and whether the rules have looked at it since.
      received_ms ${big} not null,
      judged integer not null,
      -- Since when the rules owe it a look, when the span began that speaks for it, and when the call whose model it has.
      unjudged_since_ms ${big} not null default 0,
      speaker_us ${big} not null default 0,
      model_us ${big},
      primary key (workspace, trace_id))`,
    // Five minutes of one agent with one model: what charts and the detector add up.
    `create table usage_bucket (
      ${workspace},
      bucket_ms ${big} not null,
      agent ${text} not null,
      model ${text} not null,
      runs ${big} not null,
      errors ${big} not null,
      calls ${big} not null,
      input_tokens ${big} not null,
      output_tokens ${big} not null,
      cost_nano ${big} not null,
      unpriced ${big} not null,
      primary key (workspace, bucket_ms, agent, model))`,
    `create table evaluation (
      ${n},
      ${workspace},
      evaluation_id ${text} not null,
      trace_id ${text} not null,
      span_id ${text},
      agent ${text} not null,
      rule ${text} not null,
      source text not null check (source in ('reported', 'countersign')),
      rule_id ${text},
      score ${real},
      label text not null check (label in ('green', 'amber', 'red')),
      explanation text,
      -- The frameworks that it serves; of our own rules also the rule as it was and the inputs that it looked at; of others, what the reporter sent.
      document text not null,
      -- Derived, so that pass rates are counted without opening documents.
      frameworks text generated always as (${
        postgres
          ? `coalesce((document::json -> 'frameworks')::text, '[]')`
          : `coalesce(json_extract(document, '$.frameworks'), '[]')`
      }) stored,
      at_ms ${big} not null,
      -- The same report sent twice is one.
      told_by ${text} not null,
      unique (workspace, evaluation_id),
      unique (workspace, told_by))`,
    `create table alert_event (
      ${n},
      ${workspace},
      alert_id ${text} not null,
      fingerprint ${text} not null,
      source text not null check (source in ('alertmanager', 'detector')),
      name text not null,
      agent ${text},
      severity text not null,
      status text not null check (status in ('firing', 'resolved')),
      summary text,
      document text not null,
      starts_ms ${big} not null,
      ends_ms ${big},
      updated_ms ${big} not null,
      -- Whether it is over only because nobody told of it any more.
      silent integer not null default 0,
      unique (workspace, alert_id),
      unique (workspace, fingerprint, starts_ms))`,
    `create table fleet_rule (
      ${workspace},
      rule_id ${text} not null,
      document text not null,
      removed integer not null,
      last_seq ${big} not null,
      primary key (workspace, rule_id))`,
    `create table fleet_setting (
      workspace text primary key references workspace (id),
      document text not null,
      last_seq ${big} not null)`,
    `create table agent_pause (
      ${n},
      ${workspace},
      pause_id ${text} not null,
      agent ${text} not null,
      reason text not null,
      until ${text},
      paused_at ${text} not null,
      paused_by text not null,
      paused_by_digest text not null,
      resumed_at ${text},
      resumed_by text,
      resumed_by_digest text check ((resumed_at is null) = (resumed_by_digest is null)),
      last_seq ${big} not null,
      unique (workspace, pause_id))`,
    `create table chat_session (
      ${workspace},
      session_id ${text} not null,
      owner ${text} not null,
      title text,
      archived integer not null,
      created_at ${text} not null,
      updated_at ${text} not null,
      message_count integer not null,
      last_seq ${big} not null,
      primary key (workspace, session_id))`,
    `create table chat_message (
      ${n},
      ${workspace},
      session_id ${text} not null,
      message_id ${text} not null,
      role text not null check (role in ('user', 'assistant')),
      content text not null,
      tiles text not null,
      status text not null check (status in ('complete', 'cut_off')),
      created_at ${text} not null,
      unique (workspace, message_id))`,
  ]
}

const indexes = (engine: Engine) => [
  'create index trace_by_time on trace (workspace, started_us, trace_id)',
  'create index trace_by_agent on trace (workspace, agent, started_us, trace_id)',
  'create index trace_by_status on trace (workspace, status, started_us, trace_id)',
  'create index trace_unjudged on trace (workspace, received_ms) where judged = 0',
  // All that counts of evaluations read, by status and by compliance. PostgreSQL takes no entry of more than 2,704 bytes.
  `create index evaluation_by_time on evaluation (workspace, at_ms, agent, label, rule${
    engine === 'sqlite' ? ', frameworks' : ''
  })`,
  // Spans that wait for somebody above them to say whose they are: few, so that each batch may ask.
  'create index span_unnamed on span (workspace, trace_id, parent_span_id) where named = 0',
  'create index evaluation_by_agent on evaluation (workspace, agent, label, at_ms, n)',
  'create index evaluation_by_label on evaluation (workspace, label, at_ms, n)',
  'create index evaluation_by_trace on evaluation (workspace, trace_id, n)',
  'create index alert_by_time on alert_event (workspace, updated_ms, n)',
  `create index alert_firing on alert_event (workspace, agent) where status = 'firing'`,
  `create index pause_by_n on agent_pause (workspace, n)`,
  `create index pause_active on agent_pause (workspace, agent) where resumed_at is null`,
  'create index session_by_owner on chat_session (workspace, owner, updated_at, session_id)',
  'create index message_by_session on chat_message (workspace, session_id, n)',
]

const unchanged = 'a pause says who asked for it and why, and is over once'
const facts = ['n', 'workspace', 'pause_id', 'agent', 'reason', 'until', 'paused_at', 'paused_by', 'paused_by_digest']

const guardsOfSqlite = [
  `create trigger agent_pause_facts_stay before update of ${facts.join(', ')} on agent_pause
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger agent_pause_over_stays before update on agent_pause when old.resumed_at is not null
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger agent_pause_no_delete before delete on agent_pause begin select raise(abort, '${unchanged}'); end`,
  // `insert or replace` deletes without asking the delete trigger.
  `create trigger agent_pause_no_replace before insert on agent_pause
   when exists (select 1 from agent_pause where workspace = new.workspace and pause_id = new.pause_id)
   begin select raise(abort, '${unchanged}'); end`,
]

const row = (which: 'old' | 'new') => facts.map((column) => `${which}.${column}`).join(', ')
const guardsOfPostgres = [
  `create function agent_pause_guard() returns trigger language plpgsql as $$
   begin
     if tg_op = 'UPDATE' then
       if old.resumed_at is null and (${row('old')}) is not distinct from (${row('new')}) then return new; end if;
     end if;
     raise exception '${unchanged}' using errcode = '23001';
   end $$`,
  `create trigger agent_pause_no_change before update or delete on agent_pause
   for each row execute function agent_pause_guard()`,
  'create trigger agent_pause_no_truncate before truncate on agent_pause execute function refuse_truncate()',
]

/** What they are like, so that SQLite's planner does not take them for ten rows (see 001-ledger). */
const statistics = `insert into sqlite_stat1 (tbl, idx, stat) values
  ('span', 'sqlite_autoindex_span_1', '1000000 500000 8 1'),
  ('span', 'span_unnamed', '50000 25000 8 2'),
  ('trace', 'sqlite_autoindex_trace_1', '125000 60000 1'),
  ('trace', 'trace_by_time', '125000 60000 1 1'),
  ('trace', 'trace_by_agent', '125000 60000 3000 1 1'),
  ('trace', 'trace_by_status', '125000 60000 30000 1 1'),
  ('usage_bucket', 'sqlite_autoindex_usage_bucket_1', '200000 100000 20 2 1'),
  ('evaluation', 'sqlite_autoindex_evaluation_1', '100000 50000 1'),
  ('evaluation', 'sqlite_autoindex_evaluation_2', '100000 50000 1'),
  ('evaluation', 'evaluation_by_time', '100000 50000 1 1 1 1 1'),
  ('evaluation', 'evaluation_by_label', '100000 50000 10000 1 1'),
  ('evaluation', 'evaluation_by_agent', '100000 50000 5000 1000 1 1'),
  ('evaluation', 'evaluation_by_trace', '100000 50000 2 1'),
  ('alert_event', 'sqlite_autoindex_alert_event_1', '2000 1000 1'),
  ('alert_event', 'sqlite_autoindex_alert_event_2', '2000 1000 2 1'),
  ('alert_event', 'alert_by_time', '2000 1000 1 1'),
  ('alert_event', 'alert_firing', '20 10 1'),
  ('chat_message', 'message_by_session', '100000 50000 50 1')`
