import { CompiledQuery } from 'kysely'
import type { Entry } from '../../shared/domain/entry.ts'
import { type Sealed, seal } from '../ledger/append.ts'
import { edgeFromBytes, edgeToBytes, emptyTree, grow, type Tree } from '../ledger/tree.ts'
import { asStoreError, StoreError } from './errors.ts'
import { laneStatements } from './lane-statements.ts'
import type { WriteDb } from './schema.ts'
import type { Backend, Tx } from './store.ts'
import { nobody, within } from './within.ts'

type Waiting = {
  workspace: string
  unit: (tx: Tx) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}
type Ledger = { tree: Tree; pending: Sealed[] }
type Settled = { waiting: Waiting; outcome: { value: unknown } | { error: unknown } }

const largestGroup = 256
const commit = CompiledQuery.raw('commit')
const rollback = CompiledQuery.raw('rollback')
const savepoint = CompiledQuery.raw('savepoint unit')
const release = CompiledQuery.raw('release savepoint unit')
const undo = CompiledQuery.raw('rollback to savepoint unit')

/**
 * A queue of units of work with one transaction at a time. Whatever waits when a transaction begins shares it, and so
 * shares its fsync (group commit). Ledger entries are written once per group, after the last unit.
 */
export function createLane(backend: Backend, clock: () => number, newId: () => string) {
  const queue: Waiting[] = []
  const statements = laneStatements(backend.engine)
  let running = false

  async function drain(): Promise<void> {
    if (running) return
    running = true
    while (queue.length > 0) {
      const group = queue.splice(0, largestGroup)
      try {
        const settled = await withRowsOf(group, () =>
          backend.writer.connection().execute((db) => commitGroup(db, group)),
        )
        backend.wake()
        for (const { waiting, outcome } of settled)
          'error' in outcome ? waiting.reject(outcome.error) : waiting.resolve(outcome.value)
      } catch (error) {
        const named = asStoreError(error)
        for (const waiting of group) waiting.reject(named)
      }
    }
    running = false
  }

  /** Whoever asked first has started this, and their context came along: it is not that of the others. */
  const withRowsOf = <T>([first]: readonly Waiting[], work: () => Promise<T>): Promise<T> =>
    within(first?.workspace ?? nobody, work)

  /**
   * Hoping that no unit throws spares two statements for each. Where one does, nothing of the group stays, and all of it
   * is done again with care: a savepoint around every unit, so that the one that throws is undone alone.
   */
  async function commitGroup(db: WriteDb, group: readonly Waiting[]): Promise<Settled[]> {
    try {
      return await commitUnits(db, group, false)
    } catch (error) {
      if (group.length === 1 || asStoreError(error) instanceof StoreError) throw error
      return commitUnits(db, group, true)
    }
  }

  async function commitUnits(db: WriteDb, group: readonly Waiting[], apart: boolean): Promise<Settled[]> {
    await backend.begin(db)
    try {
      const ledgers = new Map<string, Ledger>()
      const settled: Settled[] = []
      for (const waiting of group) settled.push(await runUnit(db, waiting, ledgers, apart))
      for (const [workspace, ledger] of ledgers) await flush(db, workspace, ledger)
      await db.executeQuery(commit)
      return settled
    } catch (error) {
      // SQLite undoes the transaction itself on a full disk; a second rollback then only says so.
      await db.executeQuery(rollback).catch(() => {})
      throw error
    }
  }

  async function runUnit(
    db: WriteDb,
    waiting: Waiting,
    ledgers: Map<string, Ledger>,
    apart: boolean,
  ): Promise<Settled> {
    const { workspace } = waiting
    const ledger = ledgers.get(workspace) ?? (await lockLedger(db, workspace))
    ledgers.set(workspace, ledger)
    const before = ledger.pending.length
    const now = new Date(clock()).toISOString()
    const append: Tx['append'] = (draft): Entry => {
      const seq = ledger.tree.size + ledger.pending.length + 1
      const sealed = seal({ at: now, ...draft }, { seq, id: newId(), workspace })
      ledger.pending.push(sealed)
      return sealed.entry
    }
    const unwritten = () => ledger.pending.map(({ entry }) => entry)
    if (apart) await db.executeQuery(savepoint)
    try {
      const value = await waiting.unit({ workspace, db, now, append, unwritten })
      if (apart) await db.executeQuery(release)
      return { waiting, outcome: { value } }
    } catch (error) {
      if (!apart || asStoreError(error) instanceof StoreError) throw error
      await db.executeQuery(undo)
      await db.executeQuery(release)
      ledger.pending.length = before
      return { waiting, outcome: { error } }
    }
  }

  async function lockLedger(db: WriteDb, workspace: string): Promise<Ledger> {
    const [head] = (await db.executeQuery(statements.readHead(workspace))).rows
    return { tree: head ? { size: head.size, edge: edgeFromBytes(head.edge) } : emptyTree, pending: [] }
  }

  async function flush(db: WriteDb, workspace: string, { tree, pending }: Ledger): Promise<void> {
    if (pending.length === 0) return
    const grown = grow(
      tree,
      pending.map((sealed) => sealed.leaf),
    )
    for (const insert of statements.insertEntries(workspace, pending)) await db.executeQuery(insert)
    if (grown.nodes.length > 0)
      await db
        .insertInto('ledger_node')
        .values(
          grown.nodes.map(({ level, position, hash }) => ({ workspace, level, position, hash: Buffer.from(hash) })),
        )
        .execute()
    const edge = Buffer.from(edgeToBytes(grown.tree.edge))
    const moved = statements.moveHead({ workspace, from: tree.size, size: grown.tree.size, edge })
    const { numAffectedRows } = await db.executeQuery(moved)
    if (numAffectedRows !== 1n) throw new Error(`the ledger head of ${workspace} is not where it was read`)
    await backend.announce(db, workspace, grown.tree.size)
  }

  return {
    run<T>(workspace: string, unit: (tx: Tx) => Promise<T>): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      queue.push({ workspace, unit, resolve, reject })
      // Yields once, so that everything asked for in this turn of the event loop commits together.
      if (!running) setImmediate(() => void drain())
      return promise as Promise<T>
    },
    async idle(): Promise<void> {
      while (running || queue.length > 0) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
