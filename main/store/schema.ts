import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely'

/** The tables, the same on SQLite and PostgreSQL. Times are RFC 3339 text in UTC, flags are 0 or 1, documents are JSON text. */
export type Schema = {
  instance: {
    id: string
    created_at: string
    /** 1 for a sample: its file may be begun anew, anything else never. */
    sample: number
    /** The public half of the signing key, raw. */
    public_key: Buffer
    only: Generated<number>
  }
  /** PostgreSQL alone: the one signing key of all processes, wrapped under the master key. */
  signing_key: { instance_id: string; wrapped: string; created_at: string }
  workspace: { id: string; created_at: string }
  /** A row per workspace. Locking it is what orders writers. */
  ledger_head: { workspace: string; size: number; edge: Buffer }
  ledger_entry: {
    workspace: string
    seq: number
    /** The canonical JSON that the leaf is the hash of; null once pruned. */
    body: string | null
    leaf: Buffer
    /** Derived from the body by the database itself, so they cannot disagree with it. */
    action: GeneratedAlways<string | null>
    subject: GeneratedAlways<string | null>
  }
  ledger_node: { workspace: string; level: number; position: number; hash: Buffer }
  /** Who an `actor_digest` stands for; a row per identity seen, so a changed name makes a new one. */
  actor: {
    workspace: string
    digest: string
    id: string
    via: string
    verified: number
    issuer: string | null
    subject: string | null
    email: string | null
    name: string | null
    salt: string | null
    first_seen_at: string
    erased_at: string | null
  }
  api_key: {
    id: string
    workspace: string
    name: string
    roles: string
    hash: string
    created_at: string
    revoked_at: string | null
    last_used_at: ColumnType<string | null, never, string>
  }
  schema_version: { version: number; applied_at: Generated<string> }
}

/** A handle that can only read. A different type, so that a query cannot slip past the ledger by accident. */
export type ReadDb = Pick<Kysely<Schema>, 'selectFrom' | 'with' | 'fn' | 'getExecutor'>
export type WriteDb = Kysely<Schema>
export type Engine = 'sqlite' | 'postgresql'
