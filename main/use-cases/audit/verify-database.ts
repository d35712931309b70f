import { replayActors } from '../../ledger/replay/actors.ts'
import { replayKeys } from '../../ledger/replay/keys.ts'
import { type Report, verifyLedger } from '../../ledger/verify.ts'
import { readActorRows } from '../../store/actors.ts'
import { listKeys } from '../../store/api-keys.ts'
import { readNodes, readPruneBodies, readRows, readTree } from '../../store/entries.ts'
import { StoreError } from '../../store/errors.ts'
import { readInstance } from '../../store/instance.ts'
import { readSnapshot } from '../../store/snapshot.ts'

export type VerifyJob = { database: string; workspace: string; checkpoint?: string | undefined }

const batch = 2_000

/** Verifies one workspace's ledger in one moment of the database, on a connection of its own that cannot write. */
export function verifyDatabase(job: VerifyJob, onProgress?: (checked: number, size: number) => void): Promise<Report> {
  const { database, workspace, checkpoint } = job
  return readSnapshot(database, async (db) => {
    const instance = await readInstance(db)
    if (!instance) throw new StoreError('store_unavailable', 'the database holds no Countersign ledger')
    const head = await readTree(db, workspace)
    return verifyLedger({
      workspace,
      instance: instance.id,
      publicKey: instance.publicKey,
      head,
      rows: (after) => readRows(db, workspace, after, batch),
      nodes: await readNodes(db, workspace),
      prunes: await readPruneBodies(db, workspace),
      replays: [replayActors(await readActorRows(db, workspace)), replayKeys(await listKeys(db, workspace))],
      checkpoint,
      onProgress: onProgress && ((checked) => onProgress(checked, head.size)),
    })
  })
}
