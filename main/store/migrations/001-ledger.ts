import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** Instances, workspaces, the ledger, the people behind its digests, and API keys. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'postgresql' ? sql`bytea` : sql`blob`
  const seq = engine === 'postgresql' ? sql`bigint` : sql`integer`

  await db.schema
    .createTable('instance')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('sample', 'integer', (c) => c.notNull())
    .addColumn('public_key', bytes, (c) => c.notNull())
    // There is one instance in a database: of two processes that start together, the second finds the first one's.
    .addColumn('only', 'integer', (c) => c.notNull().defaultTo(1).unique().check(sql`"only" = 1`))
    .execute()
  await db.schema
    .createTable('signing_key')
    .addColumn('instance_id', 'text', (c) => c.primaryKey().references('instance.id'))
    .addColumn('wrapped', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('workspace')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('ledger_head')
    .addColumn('workspace', 'text', (c) => c.primaryKey().references('workspace.id'))
    .addColumn('size', seq, (c) => c.notNull())
    .addColumn('edge', bytes, (c) => c.notNull())
    .execute()
  await createEntries(db, engine, bytes, seq)
  await db.schema
    .createTable('ledger_node')
    .addColumn('workspace', 'text', (c) => c.notNull().references('workspace.id'))
    .addColumn('level', 'integer', (c) => c.notNull())
    .addColumn('position', seq, (c) => c.notNull())
    .addColumn('hash', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('ledger_node_key', ['workspace', 'level', 'position'])
    .execute()
  await db.schema
    .createTable('actor')
    .addColumn('workspace', 'text', (c) => c.notNull().references('workspace.id'))
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('via', 'text', (c) => c.notNull())
    .addColumn('verified', 'integer', (c) => c.notNull())
    .addColumn('issuer', 'text')
    .addColumn('subject', 'text')
    .addColumn('email', 'text')
    .addColumn('name', 'text')
    .addColumn('salt', 'text')
    .addColumn('first_seen_at', 'text', (c) => c.notNull())
    .addColumn('erased_at', 'text')
    .addPrimaryKeyConstraint('actor_key', ['workspace', 'digest'])
    .execute()
  await db.schema.createIndex('actor_by_subject').on('actor').columns(['workspace', 'issuer', 'subject']).execute()
  await db.schema.createIndex('actor_by_id').on('actor').columns(['workspace', 'id']).execute()
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('workspace', 'text', (c) => c.notNull().references('workspace.id'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('roles', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('revoked_at', 'text')
    .addColumn('last_used_at', 'text')
    .execute()
  await db.schema.createIndex('api_key_by_workspace').on('api_key').columns(['workspace', 'created_at']).execute()
  await guardEntries(db, engine)
  if (engine === 'sqlite') await describeEntries(db)
}

async function createEntries(db: Kysely<unknown>, engine: Engine, bytes: typeof blobType, seq: typeof blobType) {
  const derived = (name: string) =>
    engine === 'postgresql'
      ? sql`(body::json ->> ${sql.lit(name)})`
      : sql`(json_extract(body, ${sql.lit(`$.${name}`)}))`
  const stored = engine === 'postgresql'
  // Prefixes are looked for as ranges, which a language's own order of letters and dots would tear apart.
  const name = stored ? sql`text collate "C"` : ('text' as const)
  await db.schema
    .createTable('ledger_entry')
    .addColumn('workspace', 'text', (c) => c.notNull().references('workspace.id'))
    .addColumn('seq', seq, (c) => c.notNull())
    .addColumn('body', 'text')
    .addColumn('leaf', bytes, (c) => c.notNull())
    .addColumn('action', name, (c) =>
      stored ? c.generatedAlwaysAs(derived('action')).stored() : c.generatedAlwaysAs(derived('action')),
    )
    .addColumn('subject', name, (c) =>
      stored ? c.generatedAlwaysAs(derived('subject')).stored() : c.generatedAlwaysAs(derived('subject')),
    )
    .addPrimaryKeyConstraint('ledger_entry_key', ['workspace', 'seq'])
    .modifyEnd(engine === 'sqlite' ? sql`without rowid` : sql``)
    .execute()
  await db.schema
    .createIndex('ledger_entry_by_action')
    .on('ledger_entry')
    .columns(['workspace', 'action', 'seq'])
    .execute()
  await db.schema
    .createIndex('ledger_entry_by_subject')
    .on('ledger_entry')
    .columns(['workspace', 'subject', 'seq'])
    .execute()
}
const blobType = sql`blob`

/**
 * A row never changes and never leaves, with one exception: its body may become null once a later `ledger.entries.pruned` entry
 * names a range that holds it. The leaf stays, so every root and proof still verifies.
 */
async function guardEntries(db: Kysely<unknown>, engine: Engine): Promise<void> {
  if (engine === 'postgresql') {
    await sql`
      create function ledger_entry_guard() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and old.body is not null and new.body is null
          and new.workspace = old.workspace and new.seq = old.seq and new.leaf = old.leaf
          and exists (
            select 1 from ledger_entry p
            where p.workspace = old.workspace and p.action = 'ledger.entries.pruned' and p.seq > old.seq
              and (p.body::json -> 'data' ->> 'to')::bigint >= old.seq)
        then return new; end if;
        raise exception 'the ledger is append-only' using errcode = '23001';
      end $$`.execute(db)
    await sql`create trigger ledger_entry_no_change before update or delete on ledger_entry for each row execute function ledger_entry_guard()`.execute(
      db,
    )
    await sql`create function refuse_truncate() returns trigger language plpgsql as $$ begin raise exception 'the ledger is append-only' using errcode = '23001'; end $$`.execute(
      db,
    )
    await sql`create trigger ledger_entry_no_truncate before truncate on ledger_entry execute function refuse_truncate()`.execute(
      db,
    )
    return
  }
  await sql`
    create trigger ledger_entry_no_update before update on ledger_entry
    when not (old.body is not null and new.body is null
      and new.workspace = old.workspace and new.seq = old.seq and new.leaf = old.leaf
      and exists (
        select 1 from ledger_entry p
        where p.workspace = old.workspace and p.action = 'ledger.entries.pruned' and p.seq > old.seq
          and json_extract(p.body, '$.data.to') >= old.seq))
    begin select raise(abort, 'the ledger is append-only'); end`.execute(db)
  // `insert or replace` deletes without asking the delete trigger.
  await sql`
    create trigger ledger_entry_no_replace before insert on ledger_entry
    when exists (select 1 from ledger_entry where workspace = new.workspace and seq = new.seq)
    begin select raise(abort, 'the ledger is append-only'); end`.execute(db)
  await sql`create trigger ledger_entry_no_delete before delete on ledger_entry begin select raise(abort, 'the ledger is append-only'); end`.execute(
    db,
  )
}

/**
 * Without statistics SQLite takes a workspace for ten rows, scans it, and leaves both indexes unused. These say what a
 * ledger is like, once and for all: https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table
 */
async function describeEntries(db: Kysely<unknown>): Promise<void> {
  await sql`analyze`.execute(db)
  await sql`delete from sqlite_stat1`.execute(db)
  await sql`
    insert into sqlite_stat1 (tbl, idx, stat) values
      ('ledger_entry', 'ledger_entry', '1000000 100000 1'),
      ('ledger_entry', 'ledger_entry_by_action', '1000000 100000 1000 1'),
      ('ledger_entry', 'ledger_entry_by_subject', '1000000 100000 10 1')`.execute(db)
}
