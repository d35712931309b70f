import { toBase64 } from '../../shared/domain/base64.ts'
import { ledgerOrigin } from '../../shared/domain/entry.ts'
import { equalHashes } from '../../shared/domain/merkle.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Bad, Replay } from './replay/replay.ts'
import { rootOf, type StoredNode } from './tree.ts'
import { latestPrune, type PruneRow, type Prunes, readPrunes } from './verify-prunes.ts'
import { type Row, type Scan, type ScanJob, scanRows } from './verify-scan.ts'
import { checkpointFault, type StoredHead, treeFault } from './verify-tree.ts'

export type Report = { ok: boolean; size: number; root: string; checked: number; pruned: number; first_bad?: Bad }

/** Everything the verifier looks at, of one moment. It reads rows; it trusts none of them. */
export type Evidence = {
  workspace: string
  instance: string
  publicKey: Uint8Array
  head: StoredHead
  rows(after: number): Promise<readonly Row[]>
  nodes: readonly StoredNode[]
  prunes: readonly PruneRow[]
  replays: readonly Replay[]
  /** A signed checkpoint kept outside the database: what catches a cut, a rolled-back or a rewritten ledger. */
  checkpoint?: string | undefined
  onProgress?: ((checked: number) => void) | undefined
}

/** Re-derives everything from the rows and names the first that does not hold. */
export async function verifyLedger(evidence: Evidence): Promise<Report> {
  const { head, nodes, replays, checkpoint: kept } = evidence
  const origin = ledgerOrigin(evidence.instance, evidence.workspace)
  const prunes = await readPrunes(evidence.prunes, origin, evidence.publicKey)
  const opened = kept === undefined ? undefined : await openCheckpoint(kept, origin, evidence.publicKey)
  const checkpoint = opened && 'checkpoint' in opened ? opened.checkpoint : undefined
  const scan = await scanRows(scanJob(evidence, prunes, checkpoint?.size))
  const bad =
    scan.bad ??
    treeFault(head, nodes, scan) ??
    prunes.bad ??
    scan.emptied ??
    pruneFault(prunes, scan) ??
    (opened && 'why' in opened ? { seq: scan.tree.size, why: opened.why } : undefined) ??
    (checkpoint && checkpointFault(checkpoint, scan)) ??
    (await replayFault(replays))
  const { checked, pruned } = scan
  const size = Number.isSafeInteger(head.size) ? head.size : scan.tree.size
  const report = { size, root: toBase64(rootOf(scan.tree)), checked, pruned }
  return bad ? { ok: false, ...report, first_bad: bad } : { ok: true, ...report }
}

function scanJob(evidence: Evidence, prunes: Prunes, checkpointSize: number | undefined): ScanJob {
  const { workspace, head, rows, replays, onProgress } = evidence
  const latest = latestPrune(prunes)
  if (latest) for (const replay of replays) replay.resume(latest.carried[replay.name])
  const signed = [...prunes.signed.map((prune) => prune.to), checkpointSize]
  return {
    workspace,
    size: head.size,
    rows,
    prunable: latest?.to ?? 0,
    replayAfter: latest?.to ?? 0,
    replays,
    wanted: new Set(signed.filter((at) => at !== undefined)),
    onProgress,
  }
}

function pruneFault({ signed }: Prunes, { roots }: Scan): Bad | undefined {
  for (const { to, root } of signed) {
    const actual = roots.get(to)
    if (!actual || !equalHashes(actual, root))
      return { seq: to, why: 'the pruned entries’ leaves do not add up to the root that the prune signed' }
  }
  return undefined
}

async function replayFault(replays: readonly Replay[]): Promise<Bad | undefined> {
  const faults: Bad[] = []
  for (const replay of replays) {
    const bad = await replay.compare()
    if (bad) faults.push(bad)
  }
  return faults.sort((a, b) => a.seq - b.seq)[0]
}
