import type { Identity } from '../../../shared/domain/actor.ts'
import { toBase64 } from '../../../shared/domain/base64.ts'
import type { Entry, Json } from '../../../shared/domain/entry.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { rootAt } from '../../ledger/proof.ts'
import { signPrune, stateHash } from '../../ledger/prune-note.ts'
import { latestPrune, readPrunes } from '../../ledger/verify-prunes.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { readBodies } from '../../store/entries.ts'
import { emptyPrunedBodies, hashReader, lastSeqBefore, readPruneRows } from '../../store/ledger-rows.ts'
import { within } from '../../store/within.ts'
import { readReplays } from './replays.ts'

type Pruned = { from: number; to: number; emptied: number }
type Wanted = { workspace: string; before: string }

/**
 * Empties every entry older than `before`. The signed statement is appended first; only then do the database's own
 * triggers let the bodies go. Killed between the two, the next run finishes: an entry may outlive its prune.
 */
export function pruneEntries(services: Services, by: Identity, wanted: Wanted): Promise<Result<Pruned>> {
  return within(wanted.workspace, () => prune(services, by, wanted))
}

async function prune(services: Services, by: Identity, { workspace, before }: Wanted): Promise<Result<Pruned>> {
  const { store, signer, origin } = services
  const to = await lastSeqBefore(store.read, workspace, before)
  if (to === 0) return refuse('nothing_to_prune', `No entry is older than ${before}.`)
  const state = await stateAt(services, workspace, to)
  const claim = { from: 1, to, root: await rootAt(hashReader(store.read, workspace), to), state: stateHash(state) }
  const statement = signPrune(signer, origin(workspace), claim)
  await store.write(workspace, async (tx) => {
    const actor = await knowActor(tx, by)
    const data = { from: 1, to, before, root: toBase64(claim.root), state, statement }
    tx.append({ action: 'ledger.entries.pruned', subject: `workspace:${workspace}`, actor, data })
  })
  const emptied = await store.write(workspace, (tx) => emptyPrunedBodies(tx, to))
  return ok({ from: 1, to, emptied })
}

/** What the first `to` entries add up to. It is carried over, or nobody could tell afterwards who made which key. */
async function stateAt({ store, signer, origin }: Services, workspace: string, to: number): Promise<Json> {
  const replays = await readReplays(store.read, workspace)
  const earlier = await readPrunes(await readPruneRows(store.read, workspace), origin(workspace), signer.publicKey)
  const latest = latestPrune(earlier)
  if (latest) for (const replay of replays) replay.resume(latest.carried[replay.name])
  let last = latest?.to ?? 0
  while (last < to) {
    const rows = await readBodies(store.read, workspace, last, Math.min(1_000, to - last))
    if (rows.length === 0) throw new Error(`entry ${last + 1} is missing`)
    for (const { seq, body } of rows) {
      if (body === null) throw new Error(`entry ${seq} is empty, but no prune emptied it`)
      for (const replay of replays) replay.apply(JSON.parse(body) as Entry)
      last = seq
    }
  }
  return Object.fromEntries(replays.map((replay) => [replay.name, replay.state()]))
}
