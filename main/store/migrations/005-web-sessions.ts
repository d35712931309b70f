import { type Kysely, sql } from 'kysely'
import type { Engine } from '../schema.ts'

/** Browsers that are signed in. A row goes when its session ends: the ledger remembers that there was one. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // Times are compared byte by byte, whatever language PostgreSQL was set up in.
  const text = engine === 'postgresql' ? 'text collate "C"' : 'text'
  const statements = [
    `create table web_session (
      id ${text} primary key,
      workspace text not null references workspace (id),
      -- Of what the cookie holds: whoever reads this table opens nothing with it.
      hash text not null unique,
      issuer text not null,
      subject text not null,
      email text,
      name text not null,
      roles text not null,
      groups text not null,
      signed_in_at text,
      user_agent text not null,
      -- Sealed, and bound to this session. Null where the issuer gave none: then it ends with the access token.
      refresh_token text,
      created_at ${text} not null,
      seen_at ${text} not null,
      access_expires_at ${text} not null,
      ends_at ${text} not null,
      -- Which process is renewing it, and until when the others wait for that one.
      lease text,
      lease_until ${text})`,
    'create index web_session_by_person on web_session (issuer, subject)',
    'create index web_session_by_seen on web_session (seen_at)',
    'create index web_session_by_end on web_session (ends_at)',
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
