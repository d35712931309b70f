import { toBase64 } from '../../../shared/domain/base64.ts'
import { emptyRoot } from '../../../shared/domain/merkle.ts'
import { type Report, verifyLedger } from '../../ledger/verify.ts'
import { StoreError } from '../../store/errors.ts'
import { readInstance } from '../../store/instance.ts'
import { readEvidence, readHead, readNodes, readPruneRows } from '../../store/ledger-rows.ts'
import { readSnapshot } from '../../store/snapshot.ts'
import { workspaceExists } from '../../store/workspaces.ts'
import { readReplays } from './replays.ts'

export type VerifyJob = { database: string; workspace: string; checkpoint?: string | undefined }

const batch = 2000

/** Verifies one workspace's ledger in one moment of the database, on a connection of its own that cannot write. */
export function verifyDatabase(job: VerifyJob, onProgress?: (checked: number, size: number) => void): Promise<Report> {
  const { database, workspace, checkpoint } = job
  return readSnapshot(database, async (db, engine) => {
    const instance = await readInstance(db)
    if (!instance) throw new StoreError('store_unavailable', 'the database holds no Countersign ledger')
    const head = (await readHead(db, workspace)) ?? { size: 0, edge: new Uint8Array() }
    if (!(await workspaceExists(db, workspace))) return missing(workspace)
    return verifyLedger({
      workspace,
      instance: instance.id,
      publicKey: instance.publicKey,
      head,
      rows: (after) => readEvidence(db, engine, workspace, after, batch),
      nodes: await readNodes(db, workspace),
      // Where a body is no longer JSON, SQLite cannot tell prunes from the rest; the scan then comes upon that body.
      prunes: await readPruneRows(db, workspace).catch(() => []),
      replays: await readReplays(db, workspace),
      checkpoint,
      onProgress: onProgress && ((checked) => onProgress(checked, head.size)),
    })
  })
}

/** Rows that belong to nobody, or a name that nobody has: the first entry, which opens a workspace, is not there. */
const missing = (workspace: string): Report => ({
  ok: false,
  size: 0,
  root: toBase64(emptyRoot),
  checked: 0,
  pruned: 0,
  first_bad: { seq: 1, why: `the workspace ${workspace} is not on record: it was removed` },
})
