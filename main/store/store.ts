import type { Entry } from '../../shared/domain/entry.ts'
import type { Draft } from '../ledger/append.ts'
import type { RowSecurity } from './row-security.ts'
import type { Engine, ReadDb, WriteDb } from './schema.ts'

/** One transaction. State and its ledger entry commit together, or neither does. */
export type Tx = {
  workspace: string
  db: WriteDb
  now: string
  /** Takes the next place in the order. The entry is durable when the whole unit is, not before. */
  append(draft: Omit<Draft, 'at'>): Entry
  /** What was appended and is not yet in the table, by this unit and by those before it that commit together with it. */
  unwritten(): readonly Entry[]
}

export type Store = {
  engine: Engine
  rowSecurity: RowSecurity
  /** Finds only what belongs to the workspace that is at work (`within.ts`), where the engine can see to that. */
  read: ReadDb
  /**
   * Runs a unit of work that owns its workspace's ledger until it commits. Units that wait are committed together: one
   * that throws is undone alone. For that, units may be run twice, the first time undone: they must do nothing but what
   * a rollback undoes. Resolves only after the commit is durable; does not promise that a unit ran only once
   * it rejects with `store_unavailable` (a connection may break between commit and answer).
   */
  write<T>(workspace: string, unit: (tx: Tx) => Promise<T>): Promise<T>
  /** Calls back soon after any commit to a ledger, by this process or another. May call without cause. */
  watch(listener: () => void): () => void
  /** Throws a StoreError when the store cannot write. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** What differs between SQLite and PostgreSQL: how a write transaction begins, and how a commit is heard of. */
export type Backend = {
  engine: Engine
  read: ReadDb
  writer: WriteDb
  begin(db: WriteDb): Promise<void>
  rowSecurity(): Promise<RowSecurity>
  /** Inside the transaction, just before commit. */
  announce(db: WriteDb, workspace: string, size: number): Promise<void>
  watch(listener: () => void): () => void
  /** Tells this process's watchers of its own commit, without waiting for the database to say so. */
  wake(): void
  probe(): Promise<void>
  close(): Promise<void>
}
