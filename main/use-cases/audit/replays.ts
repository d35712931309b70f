import { replayActors } from '../../ledger/replay/actors.ts'
import { replayKeys } from '../../ledger/replay/keys.ts'
import type { Replay } from '../../ledger/replay/replay.ts'
import { readActorRows } from '../../store/actors.ts'
import { readKeyRows } from '../../store/api-keys.ts'
import type { ReadDb } from '../../store/schema.ts'

/** Everything whose present state follows from the ledger: what verification compares, and what a prune carries over. */
export async function readReplays(db: ReadDb, workspace: string): Promise<Replay[]> {
  return [replayActors(await readActorRows(db, workspace)), replayKeys(await readKeyRows(db, workspace))]
}
