import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** Incidents, and what each is linked to. Notes and the rest of the timeline are in the ledger. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  for (const text of tables(engine)) await run(text)
  for (const text of engine === 'postgresql' ? guardsOfPostgres : guardsOfSqlite) await run(text)
  if (engine === 'sqlite') await run(statistics)
}

/** What an incident was opened as never changes; who owns it and whether it is over does, until it is over. */
const facts = ['n', 'id', 'workspace', 'title', 'severity', 'opened_by', 'opened_by_digest', 'opened_at', 'words']

function tables(engine: Engine): string[] {
  const postgres = engine === 'postgresql'
  const text = postgres ? 'text collate "C"' : 'text'
  const big = postgres ? 'bigint' : 'integer'
  return [
    `create table incident (
      -- The order in which they were opened: that of the ledger, one workspace at a time.
      n ${postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'},
      id text not null unique,
      workspace text not null references workspace (id),
      title text not null,
      severity ${text} not null,
      opened_by text not null,
      opened_by_digest text not null,
      opened_at text not null,
      words text not null,
      owner text,
      owner_digest text check ((owner is null) = (owner_digest is null)),
      status ${text} not null check (status in ('open', 'resolved')),
      resolved_at text check ((status = 'resolved') = (resolved_at is not null)),
      resolved_by text check ((resolved_at is null) = (resolved_by is null)),
      resolved_by_digest text check ((resolved_at is null) = (resolved_by_digest is null)),
      resolution text,
      last_seq ${big} not null)`,
    'create index incident_by_n on incident (workspace, n)',
    'create index incident_by_status on incident (workspace, status, n)',
    'create index incident_by_owner on incident (workspace, owner, n)',
    `create table incident_link (
      workspace text not null references workspace (id),
      incident text not null references incident (id),
      kind text not null check (kind in ('action', 'drill', 'deploy', 'trace')),
      ref ${text} not null,
      seq ${big} not null,
      primary key (workspace, incident, kind, ref))`,
    'create index incident_link_by_ref on incident_link (workspace, kind, ref)',
  ]
}

const unchanged = 'what an incident was opened as, what it is linked to and how it ended never change'

const guardsOfSqlite = [
  `create trigger incident_facts_stay before update of ${facts.join(', ')} on incident
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger incident_resolved_stays before update on incident
   when old.status = 'resolved' begin select raise(abort, '${unchanged}'); end`,
  `create trigger incident_no_delete before delete on incident begin select raise(abort, '${unchanged}'); end`,
  // `insert or replace` deletes without asking the delete trigger.
  `create trigger incident_no_replace before insert on incident
   when exists (select 1 from incident where id = new.id or n = new.n)
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger incident_link_no_update before update on incident_link
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger incident_link_no_delete before delete on incident_link
   begin select raise(abort, '${unchanged}'); end`,
  `create trigger incident_link_no_replace before insert on incident_link
   when exists (select 1 from incident_link where workspace = new.workspace and incident = new.incident
     and kind = new.kind and ref = new.ref)
   begin select raise(abort, '${unchanged}'); end`,
]

const columns = (row: 'old' | 'new') => facts.map((column) => `${row}.${column}`).join(', ')

const guardsOfPostgres = [
  `create function incident_guard() returns trigger language plpgsql as $$
   begin
     if tg_op = 'UPDATE' and old.status <> 'resolved' and (${columns('old')}) is not distinct from (${columns('new')})
     then return new; end if;
     raise exception '${unchanged}' using errcode = '23001';
   end $$`,
  'create trigger incident_no_change before update or delete on incident for each row execute function incident_guard()',
  'create trigger incident_no_truncate before truncate on incident execute function refuse_truncate()',
  `create function incident_link_guard() returns trigger language plpgsql as $$
   begin raise exception '${unchanged}' using errcode = '23001'; end $$`,
  `create trigger incident_link_no_change before update or delete on incident_link
   for each row execute function incident_link_guard()`,
  'create trigger incident_link_no_truncate before truncate on incident_link execute function refuse_truncate()',
]

/** What they are like, so that SQLite's planner does not take them for ten rows (see 001-ledger). */
const statistics = `insert into sqlite_stat1 (tbl, idx, stat) values
  ('incident', 'incident_by_n', '10000 5000 1'),
  ('incident', 'incident_by_status', '10000 5000 2500 1'),
  ('incident', 'incident_by_owner', '10000 5000 200 1'),
  ('incident_link', 'incident_link_by_ref', '50000 25000 8000 1')`
