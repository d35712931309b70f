import { toBase64 } from '../../shared/domain/base64.ts'
import { type Entry, ledgerOrigin } from '../../shared/domain/entry.ts'
import { equalHashes, type Hash } from '../../shared/domain/merkle.ts'
import type { Checkpoint } from '../../shared/domain/note.ts'
import { openCheckpoint } from './checkpoint.ts'
import { type PruneClaim, readPrune } from './prune-note.ts'
import { checkBody } from './verify-entry.ts'
import { emptyTree, grow, rootOf, type StoredNode, type Tree } from './tree.ts'

export type Bad = { seq: number; why: string }
export type Report = { ok: boolean; size: number; root: string; checked: number; pruned: number; first_bad?: Bad }
export type Row = { seq: number; body: string | null; leaf: Uint8Array }

/** Replays entries into the state they should have led to, and compares it with the state that is there. */
export type Replay = {
  apply(entry: Entry): void
  /** `pruned`: entries up to there can no longer be replayed. */
  compare(pruned: number): Promise<Bad | undefined>
}

/** Everything the verifier looks at, of one moment. It reads rows; it trusts none of them. */
export type Evidence = {
  workspace: string
  instance: string
  publicKey: Uint8Array
  head: Tree
  rows(after: number): Promise<readonly Row[]>
  nodes: readonly StoredNode[]
  /** The bodies of `ledger.entries.pruned` entries. */
  prunes: readonly string[]
  replays: readonly Replay[]
  /** A signed checkpoint kept outside the database: what catches a cut, a rolled-back or a rewritten ledger. */
  checkpoint?: string | undefined
  onProgress?: ((checked: number) => void) | undefined
}

/** Re-derives everything from the rows and names the first that does not hold. */
export async function verifyLedger(evidence: Evidence): Promise<Report> {
  const origin = ledgerOrigin(evidence.instance, evidence.workspace)
  const claims = await readClaims(evidence, origin)
  const kept = evidence.checkpoint && (await openCheckpoint(evidence.checkpoint, origin, evidence.publicKey))
  const checkpoint = kept && 'checkpoint' in kept ? kept.checkpoint : undefined
  const scan = await scanRows(evidence, claims, checkpoint?.size)
  const first =
    scan.bad ??
    treeFault(evidence, scan) ??
    pruneFault(claims, scan) ??
    (kept && 'why' in kept ? { seq: scan.tree.size, why: kept.why } : undefined) ??
    (checkpoint && checkpointFault(checkpoint, scan)) ??
    (await replayFault(evidence, scan.pruned))
  const report = { size: evidence.head.size, root: toBase64(rootOf(scan.tree)), checked: scan.checked, pruned: scan.pruned }
  return first ? { ok: false, ...report, first_bad: first } : { ok: true, ...report }
}

type Scan = {
  tree: Tree
  nodes: StoredNode[]
  roots: Map<number, Hash>
  checked: number
  pruned: number
  bad?: Bad
}

async function scanRows(evidence: Evidence, claims: readonly PruneClaim[], checkpointSize?: number): Promise<Scan> {
  const prunable = Math.max(0, ...claims.map((claim) => claim.to))
  const wanted = new Set([...claims.map((claim) => claim.to), checkpointSize])
  const scan: Scan = { tree: emptyTree, nodes: [], roots: new Map([[0, rootOf(emptyTree)]]), checked: 0, pruned: 0 }

  const extend = (leaves: Uint8Array[]) => {
    const grown = grow(scan.tree, leaves)
    scan.tree = grown.tree
    for (const node of grown.nodes) scan.nodes.push(node)
  }

  for (;;) {
    const rows = await evidence.rows(scan.checked)
    if (rows.length === 0) return scan
    let leaves: Uint8Array[] = []
    for (const row of rows) {
      const seq = scan.checked + 1
      const checked = checkRow(row, seq, evidence, prunable)
      if ('why' in checked) {
        extend(leaves)
        return { ...scan, bad: { seq, why: checked.why } }
      }
      if (checked.entry) for (const replay of evidence.replays) replay.apply(checked.entry)
      else scan.pruned += 1
      leaves.push(row.leaf)
      scan.checked = seq
      if (wanted.has(seq)) {
        extend(leaves)
        leaves = []
        scan.roots.set(seq, rootOf(scan.tree))
      }
    }
    extend(leaves)
    evidence.onProgress?.(scan.checked)
  }
}

function checkRow(
  row: Row,
  seq: number,
  evidence: Evidence,
  prunable: number,
): { entry: Entry | undefined } | { why: string } {
  if (row.seq !== seq) return { why: row.seq > seq ? 'the entry is missing' : `entry ${row.seq} stands here a second time` }
  if (seq > evidence.head.size) return { why: 'the entry stands beyond the ledger’s head' }
  if (row.body === null)
    return seq <= prunable ? { entry: undefined } : { why: 'the entry is emptied and no signed prune names it' }
  return checkBody(row.body, row.leaf, seq, evidence.workspace)
}

function treeFault({ head, nodes }: Evidence, scan: Scan): Bad | undefined {
  if (scan.tree.size < head.size) return { seq: scan.tree.size + 1, why: 'the entry is missing: the ledger is cut short' }
  const sameEdge =
    head.edge.length === scan.tree.edge.length &&
    head.edge.every((hash, i) => equalHashes(hash, scan.tree.edge[i] ?? new Uint8Array()))
  if (!sameEdge) return { seq: scan.tree.size, why: 'the tree’s stored edge differs from what the entries add up to' }
  const derived = new Map(scan.nodes.map((node) => [`${node.level}/${node.position}`, node.hash]))
  for (const node of nodes) {
    const expected = derived.get(`${node.level}/${node.position}`)
    if (!expected || !equalHashes(expected, node.hash))
      return { seq: node.position * 2 ** node.level + 1, why: `the stored tree node ${node.level}/${node.position} is wrong` }
  }
  const lost = scan.nodes.length - nodes.length
  return lost > 0 ? { seq: scan.tree.size, why: `${lost} stored tree nodes are missing` } : undefined
}

function pruneFault(claims: readonly PruneClaim[], scan: Scan): Bad | undefined {
  for (const claim of claims) {
    const root = scan.roots.get(claim.to)
    if (!root || !equalHashes(root, claim.root))
      return { seq: claim.to, why: 'the pruned entries’ leaves do not add up to the root that the prune signed' }
  }
  return undefined
}

function checkpointFault({ size, root }: Checkpoint, scan: Scan): Bad | undefined {
  if (size > scan.tree.size)
    return { seq: scan.tree.size + 1, why: `the checkpoint knows ${size} entries: the ledger was cut short or rolled back` }
  const actual = scan.roots.get(size)
  return actual && equalHashes(actual, root)
    ? undefined
    : { seq: size, why: `the first ${size} entries are not those of the checkpoint: the ledger was rewritten` }
}

async function replayFault({ replays }: Evidence, pruned: number): Promise<Bad | undefined> {
  const faults = await Promise.all(replays.map((replay) => replay.compare(pruned)))
  return faults.filter((bad) => bad !== undefined).sort((a, b) => a.seq - b.seq)[0]
}

/** Only prunes whose statement this ledger's key signed count; an unsigned one excuses nothing. */
async function readClaims({ prunes, publicKey }: Evidence, origin: string): Promise<PruneClaim[]> {
  const claims: PruneClaim[] = []
  for (const body of prunes) {
    const data = (JSON.parse(body) as { data?: { statement?: unknown } }).data
    const claim =
      typeof data?.statement === 'string' ? await readPrune(data.statement, origin, publicKey) : undefined
    if (claim) claims.push(claim)
  }
  return claims
}
