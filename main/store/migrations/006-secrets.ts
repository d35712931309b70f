import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** What a server has to be able to read again: sealed, and of no use without the master key, which is not in here. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // Compared byte by byte, whatever language PostgreSQL was set up in.
  const text = engine === 'postgresql' ? 'text collate "C"' : 'text'
  const statements = [
    `create table secret (
      workspace ${text} not null references workspace (id),
      -- The actor whose it is; empty for what belongs to the workspace.
      owner ${text} not null,
      provider ${text} not null,
      label ${text} not null,
      key_id text not null,
      sealed text not null,
      created_at text not null,
      updated_at text not null,
      primary key (workspace, owner, provider, label))`,
    'create index secret_by_key on secret (key_id)',
    // Under which master key new secrets go, for all processes alike: null until the first.
    'create table current_master_key ("only" integer primary key check ("only" = 1), key_id text)',
    'insert into current_master_key ("only") values (1)',
    // Null for one that was wrapped when there was only ever one master key.
    'alter table signing_key add column key_id text',
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
