import { sql } from 'kysely'
import type { Entry } from '../../shared/domain/entry.ts'
import type { ReadHashes } from '../ledger/proof.ts'
import { edgeFromBytes, emptyTree, type Tree } from '../ledger/tree.ts'
import type { Engine, ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'
import type { Tx } from './store.ts'

export type EntryFilter = { action?: string | undefined; subject?: string | undefined }
export type EntryWindow = EntryFilter & {
  after?: number | undefined
  order: 'asc' | 'desc'
  limit: number
  offset?: number | undefined
}

/** A pruned entry has left nothing but its place and its leaf. */
export type EntryRow = { seq: number; body: string | null; leaf: Buffer }

export async function readTree(db: ReadDb, workspace: string): Promise<Tree> {
  const head = await readHead(db, workspace)
  return head ? { size: head.size, edge: edgeFromBytes(head.edge) } : emptyTree
}

/** The head as it is stored, whatever is in it. */
export async function readHead(db: ReadDb, workspace: string): Promise<{ size: number; edge: Buffer } | undefined> {
  const [head] = await runShaped(db, 'head', [workspace], () =>
    db.selectFrom('ledger_head').select(['size', 'edge']).where('workspace', '=', workspace),
  )
  return head
}

export async function readEntries(db: ReadDb, workspace: string, window: EntryWindow): Promise<Entry[]> {
  return (await readTexts(db, workspace, window)).map(({ body }) => JSON.parse(body) as Entry)
}

/** The stored text itself, for whoever passes entries on: what goes out is what was hashed. */
export async function readTexts(
  db: ReadDb,
  workspace: string,
  window: EntryWindow,
): Promise<{ seq: number; body: string }[]> {
  const { action, subject, after, order, limit, offset } = window
  const bounds = actionBounds(action)
  const given = [subject || undefined, after, offset || undefined].map((value) => value !== undefined)
  const values = [workspace, ...bounds, subject || undefined, after, limit, offset || undefined]
  const shape = `texts ${order} ${bounds.length} ${given}`
  return runShaped(
    db,
    shape,
    values.filter((value) => value !== undefined),
    () => {
      let query = matching(db, workspace, window)
        .select(['seq', 'body'])
        // What was emptied must not take up the room of what is there.
        .where('body', 'is not', null)
        .$narrowType<{ body: string }>()
        .orderBy('seq', order)
        .limit(limit)
      if (after !== undefined) query = query.where('seq', order === 'asc' ? '>' : '<', after)
      return offset ? query.offset(offset) : query
    },
  )
}

export async function countEntries(db: ReadDb, workspace: string, filter: EntryFilter): Promise<number> {
  const row = await matching(db, workspace, filter)
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** How many entries a prune has emptied: always the first ones. */
export async function countEmptied(db: ReadDb, workspace: string): Promise<number> {
  const [first] = await runShaped(db, 'first kept', [workspace, 1], () =>
    db
      .selectFrom('ledger_entry')
      .select('seq')
      .where('workspace', '=', workspace)
      .where('body', 'is not', null)
      .orderBy('seq')
      .limit(1),
  )
  return first ? first.seq - 1 : 0
}

/** As `readTexts`, with the places of emptied entries, for streams. */
export async function readBodies(
  db: ReadDb,
  workspace: string,
  after: number,
  limit: number,
): Promise<{ seq: number; body: string | null }[]> {
  return runShaped(db, 'bodies', [workspace, after, limit], () =>
    db
      .selectFrom('ledger_entry')
      .select(['seq', 'body'])
      .where('workspace', '=', workspace)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit),
  )
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

function matching(db: ReadDb, workspace: string, { action, subject }: EntryFilter) {
  let query = db.selectFrom('ledger_entry').where('workspace', '=', workspace)
  const [from, to] = actionBounds(action)
  if (to !== undefined) query = query.where(sql<boolean>`action >= ${from} and action < ${to}`)
  else if (from !== undefined) query = query.where('action', '=', from)
  return subject ? query.where('subject', '=', subject) : query
}

/** A prefix as a range, so that the index serves it: '.' is followed by '/' in both engines' byte order. */
const actionBounds = (action: string | undefined): string[] =>
  action?.endsWith('.') ? [action, `${action.slice(0, -1)}/`] : action ? [action] : []

export async function readPruneRows(db: ReadDb, workspace: string): Promise<{ seq: number; body: string }[]> {
  const rows = await matching(db, workspace, { action: 'ledger.entries.pruned' })
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
