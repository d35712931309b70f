import type { Identity } from '../../../shared/domain/actor.ts'
import { toBase64 } from '../../../shared/domain/base64.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { rootAt } from '../../ledger/proof.ts'
import { signPrune } from '../../ledger/prune-note.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { emptyPrunedBodies, hashReader, lastSeqBefore } from '../../store/entries.ts'

/**
 * Empties every entry older than `before`. The signed statement is appended first; only then do the database's own
 * triggers let the bodies go. Killed between the two, the next run finishes: an entry may outlive its prune.
 */
export async function pruneEntries(
  { store, signer, origin }: Services,
  by: Identity,
  wanted: { workspace: string; before: string },
): Promise<Result<{ from: number; to: number; emptied: number }>> {
  const { workspace, before } = wanted
  const to = await lastSeqBefore(store.read, workspace, before)
  if (to === 0) return refuse('nothing_to_prune', `No entry is older than ${before}.`)
  const claim = { from: 1, to, root: await rootAt(hashReader(store.read, workspace), to) }
  const statement = signPrune(signer, origin(workspace), claim)
  await store.write(workspace, async (tx) => {
    const actor = await knowActor(tx, by)
    const data = { from: 1, to, before, root: toBase64(claim.root), statement }
    tx.append({ action: 'ledger.entries.pruned', subject: `workspace:${workspace}`, actor, data })
  })
  const emptied = await store.write(workspace, (tx) => emptyPrunedBodies(tx, to))
  return ok({ from: 1, to, emptied })
}
