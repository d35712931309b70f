import { sql } from 'kysely'
import type { Entry } from '../../shared/domain/entry.ts'
import type { ReadHashes } from '../ledger/proof.ts'
import { edgeFromBytes, emptyTree, type Tree } from '../ledger/tree.ts'
import type { Engine, ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** A pruned entry has left nothing but its place and its leaf. */
export type EntryRow = { seq: number; body: string | null; leaf: Buffer }

export async function readTree(db: ReadDb, workspace: string): Promise<Tree> {
  const head = await readHead(db, workspace)
  return head ? { size: head.size, edge: edgeFromBytes(head.edge) } : emptyTree
}

/** The head as it is stored, whatever is in it. */
export async function readHead(db: ReadDb, workspace: string): Promise<{ size: number; edge: Buffer } | undefined> {
  const [head] = await runByKey(db, 'head', [workspace], () =>
    db.selectFrom('ledger_head').select(['size', 'edge']).where('workspace', '=', workspace),
  )
  return head
}

export async function readRows(db: ReadDb, workspace: string, after: number, limit: number): Promise<EntryRow[]> {
  return db
    .selectFrom('ledger_entry')
    .select(['seq', 'body', 'leaf'])
    .where('workspace', '=', workspace)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

/** Rows as the verifier takes them: the leaf in hexadecimal, which is far cheaper to bring over than bytes. */
export async function readEvidence(db: ReadDb, engine: Engine, workspace: string, after: number, limit: number) {
  // What is not bytes would look like bytes in hexadecimal; SQLite stores whatever it is given.
  const leaf =
    engine === 'postgresql'
      ? sql<string | null>`encode(leaf, 'hex')`
      : sql<string | null>`iif(typeof(leaf) = 'blob', lower(hex(leaf)), null)`
  return db
    .selectFrom('ledger_entry')
    .select(['seq', 'body', leaf.as('leaf')])
    .where('workspace', '=', workspace)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export function hashReader(db: ReadDb, workspace: string): ReadHashes {
  return async (level, from, count) => {
    if (level === 0) {
      const rows = await db
        .selectFrom('ledger_entry')
        .select('leaf')
        .where('workspace', '=', workspace)
        .where('seq', '>', from)
        .where('seq', '<=', from + count)
        .orderBy('seq')
        .execute()
      return rows.map((row) => row.leaf)
    }
    const rows = await db
      .selectFrom('ledger_node')
      .select('hash')
      .where('workspace', '=', workspace)
      .where('level', '=', level)
      .where('position', '>=', from)
      .where('position', '<', from + count)
      .orderBy('position')
      .execute()
    return rows.map((row) => row.hash)
  }
}

export async function readNodes(db: ReadDb, workspace: string) {
  return db
    .selectFrom('ledger_node')
    .select(['level', 'position', 'hash'])
    .where('workspace', '=', workspace)
    .orderBy('level')
    .orderBy('position')
    .execute()
}

export async function readPruneRows(db: ReadDb, workspace: string): Promise<{ seq: number; body: string }[]> {
  const rows = await db
    .selectFrom('ledger_entry')
    .where('workspace', '=', workspace)
    .where('action', '=', 'ledger.entries.pruned')
    .select(['seq', 'body'])
    .orderBy('seq')
    .execute()
  return rows.flatMap(({ seq, body }) => (body === null ? [] : [{ seq, body }]))
}

/** The last entry of the unbroken run of entries that are older than `before`; 0 when there is none left to empty. */
export async function lastSeqBefore(db: ReadDb, workspace: string, before: string): Promise<number> {
  let last = 0
  let full = false
  for (;;) {
    const rows = await readRows(db, workspace, last, 1_000)
    for (const { seq, body } of rows) {
      if (body !== null && (JSON.parse(body) as Entry).at >= before) return full ? last : 0
      full ||= body !== null
      last = seq
    }
    if (rows.length === 0) return full ? last : 0
  }
}

/** The triggers let a body go only where a later prune entry names it. */
export async function emptyPrunedBodies(tx: Tx, to: number): Promise<number> {
  const { numUpdatedRows } = await tx.db
    .updateTable('ledger_entry')
    .set({ body: null })
    .where('workspace', '=', tx.workspace)
    .where('seq', '<=', to)
    .where('body', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
