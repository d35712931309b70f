import type { Hash } from '../../shared/domain/merkle.ts'
import type { Bad, Replay } from './replay/replay.ts'
import { emptyTree, grow, rootOf, type StoredNode, type Tree } from './tree.ts'
import { checkBody } from './verify-entry.ts'

/** The leaf is in hexadecimal; null where what is stored is no bytes. */
export type Row = { seq: number; body: string | null; leaf: string | null }

export type ScanJob = {
  workspace: string
  /** How many entries the head claims. */
  size: number
  /** Rows whose seq is greater than `after`, in order; none when there are no more. */
  rows(after: number): Promise<readonly Row[]>
  /** Up to where an entry may be empty. */
  prunable: number
  /** From where on entries are replayed; the state before it was carried over. */
  replayAfter: number
  replays: readonly Replay[]
  /** Sizes at which a root is wanted. */
  wanted: ReadonlySet<number>
  onProgress?: ((checked: number) => void) | undefined
}

export type Scan = {
  tree: Tree
  nodes: StoredNode[]
  roots: Map<number, Hash>
  checked: number
  pruned: number
  bad?: Bad
  /** Apart from `bad`: where the prune entry itself is gone, the empty entries before it are not the first cause. */
  emptied?: Bad
}

/** Goes through the rows in order, checking each by itself, and adds up their tree. Stops at the first bad row. */
export async function scanRows(job: ScanJob): Promise<Scan> {
  const scan: Scan = { tree: emptyTree, nodes: [], roots: new Map([[0, rootOf(emptyTree)]]), checked: 0, pruned: 0 }
  // Below 1 there is no entry; whatever a stranger put there is to be found first.
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = await job.rows(after)
    const last = rows.at(-1)
    if (!last || !scanBatch(job, scan, rows)) return scan
    after = last.seq
    job.onProgress?.(scan.checked)
  }
}

function scanBatch(job: ScanJob, scan: Scan, rows: readonly Row[]): boolean {
  let leaves: Uint8Array[] = []
  const extend = () => {
    const grown = grow(scan.tree, leaves)
    scan.tree = grown.tree
    for (const node of grown.nodes) scan.nodes.push(node)
    leaves = []
  }
  for (const row of rows) {
    const seq = scan.checked + 1
    const why = checkRow(row, seq, job, scan)
    if (why !== undefined) {
      extend()
      scan.bad = { seq, why }
      return false
    }
    leaves.push(Buffer.from(row.leaf ?? '', 'hex'))
    scan.checked = seq
    if (job.wanted.has(seq)) {
      extend()
      scan.roots.set(seq, rootOf(scan.tree))
    }
  }
  extend()
  return true
}

function checkRow({ seq: stored, body, leaf }: Row, seq: number, job: ScanJob, scan: Scan): string | undefined {
  if (stored !== seq) return stored > seq ? 'the entry is missing' : `a row numbered ${stored} stands before the entry`
  if (seq > job.size) return 'the entry stands beyond the ledger’s head'
  if (leaf?.length !== 64) return 'the entry’s leaf is not a hash'
  if (body === null) {
    if (seq > job.prunable) scan.emptied ??= { seq, why: 'the entry is emptied and no signed prune names it' }
    scan.pruned += 1
    return undefined
  }
  const checked = checkBody(body, leaf, seq, job.workspace)
  if ('why' in checked) return checked.why
  if (seq > job.replayAfter) for (const replay of job.replays) replay.apply(checked.entry)
  return undefined
}
