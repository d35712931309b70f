import { type Kysely, sql } from 'kysely'
import { StoreError } from './errors.ts'
import * as ledger from './migrations/001-ledger.ts'
import * as actions from './migrations/002-actions.ts'
import * as incidents from './migrations/003-incidents.ts'
import * as webhooks from './migrations/004-webhooks.ts'
import * as webSessions from './migrations/005-web-sessions.ts'
import * as secrets from './migrations/006-secrets.ts'
import * as drills from './migrations/007-drills.ts'
import * as deploys from './migrations/008-deploys.ts'
import * as fleet from './migrations/009-fleet.ts'
import * as keptAnswers from './migrations/010-kept-answers.ts'
import type { Engine, ReadDb, WriteDb } from './schema.ts'

const migrations: readonly { up(db: Kysely<unknown>, engine: Engine): Promise<void> }[] = [
  ledger,
  actions,
  incidents,
  webhooks,
  webSessions,
  secrets,
  drills,
  deploys,
  fleet,
  keptAnswers,
]

export const latestVersion = migrations.length

/**
 * Brings the database up to date, inside the caller's transaction. Not Kysely's Migrator: on SQLite that begins a
 * deferred transaction, which lets two processes that start together both migrate. The caller holds the write lock.
 */
export async function migrate(db: WriteDb, engine: Engine): Promise<void> {
  // PostgreSQL's `create table if not exists` races with itself; the lock makes the second process wait.
  if (engine === 'postgresql') await sql`select pg_advisory_xact_lock(hashtext('countersign.migrate'))`.execute(db)
  await sql`create table if not exists schema_version (version integer primary key, applied_at text not null default current_timestamp)`.execute(
    db,
  )
  const version = await schemaVersion(db)
  refuseNewer(version)
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue
    await migration.up(db as Kysely<unknown>, engine)
    await db
      .insertInto('schema_version')
      .values({ version: index + 1 })
      .execute()
  }
}

/** What a newer program wrote, this one does not understand well enough to say anything about. */
export function refuseNewer(version: number): void {
  if (version <= latestVersion) return
  throw new StoreError(
    'store_unavailable',
    `the database was made by a newer Countersign (schema ${version}; this program knows ${latestVersion}). Update Countersign, or restore a backup made by this version.`,
  )
}

export async function schemaVersion(db: ReadDb): Promise<number> {
  const row = await db
    .selectFrom('schema_version')
    .select((e) => e.fn.max('version').as('version'))
    .executeTakeFirst()
  return row?.version ?? 0
}
