import { type Report, verifyLedger } from '../../ledger/verify.ts'
import { readHead, readNodes, readPruneRows, readRows } from '../../store/entries.ts'
import { StoreError } from '../../store/errors.ts'
import { readInstance } from '../../store/instance.ts'
import { readSnapshot } from '../../store/snapshot.ts'
import { readReplays } from './replays.ts'

export type VerifyJob = { database: string; workspace: string; checkpoint?: string | undefined }

const batch = 2_000

/** Verifies one workspace's ledger in one moment of the database, on a connection of its own that cannot write. */
export function verifyDatabase(job: VerifyJob, onProgress?: (checked: number, size: number) => void): Promise<Report> {
  const { database, workspace, checkpoint } = job
  return readSnapshot(database, async (db) => {
    const instance = await readInstance(db)
    if (!instance) throw new StoreError('store_unavailable', 'the database holds no Countersign ledger')
    const head = (await readHead(db, workspace)) ?? { size: 0, edge: new Uint8Array() }
    return verifyLedger({
      workspace,
      instance: instance.id,
      publicKey: instance.publicKey,
      head,
      rows: (after) => readRows(db, workspace, after, batch),
      nodes: await readNodes(db, workspace),
      // Where a body is no longer JSON, SQLite cannot tell prunes from the rest; the scan then comes upon that body.
      prunes: await readPruneRows(db, workspace).catch(() => []),
      replays: await readReplays(db, workspace),
      checkpoint,
      onProgress: onProgress && ((checked) => onProgress(checked, head.size)),
    })
  })
}
