import type { Identity } from '../../../shared/domain/actor.ts'
import { toBase64 } from '../../../shared/domain/base64.ts'
import { canonicalText, type Entry, type Json } from '../../../shared/domain/entry.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { rootAt } from '../../ledger/proof.ts'
import { signPrune, stateHash } from '../../ledger/prune-note.ts'
import { latestPrune, type Prune, readPrunes } from '../../ledger/verify-prunes.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { forgetDeployLogs } from '../../store/deploy-log-retention.ts'
import { readBodies } from '../../store/entries.ts'
import { emptyPrunedBodies, hashReader, lastSeqBefore, readPruneRows } from '../../store/ledger-rows.ts'
import type { Tx } from '../../store/store.ts'
import { within } from '../../store/within.ts'
import { type MayPrune, unlessHeld } from './may-prune.ts'
import { readReplays } from './replays.ts'

export type Pruned = { from: number; to: number; emptied: number }
type Wanted = { workspace: string; before: string }

/**
 * Empties every entry older than `before`, and takes away what deploys printed by then. The signed statement is appended
 * first; only then do the database's own triggers let the bodies go. Killed between the two, the next run finishes: an
 * entry may outlive its prune. Whether it may be is asked before either, under the writer's lock.
 */
export function pruneEntries(
  services: Services,
  by: Identity,
  wanted: Wanted,
  may: MayPrune = unlessHeld,
): Promise<Result<Pruned>> {
  return within(wanted.workspace, () => prune(services, by, wanted, may))
}

async function prune(
  services: Services,
  by: Identity,
  { workspace, before }: Wanted,
  may: MayPrune,
): Promise<Result<Pruned>> {
  const { store, signer, origin } = services
  const to = await lastSeqBefore(store.read, workspace, before)
  if (to === 0) {
    const free = await store.write(workspace, async (tx) => {
      const allowed = await may(tx, before)
      if (allowed.ok) await forgetDeployLogs(tx, before)
      return allowed
    })
    return free.ok ? refuse('nothing_to_prune', `No entry is older than ${before}.`) : free
  }
  const state = await stateAt(services, workspace, to)
  const claim = { from: 1, to, root: await rootAt(hashReader(store.read, workspace), to), state: stateHash(state) }
  const statement = signPrune(signer, origin(workspace), claim)
  const stated = await store.write(workspace, async (tx) => {
    const allowed = await may(tx, before)
    // Another process may have come first: what it has said holds for this one too.
    if (!allowed.ok || (await isStated(services, tx, to))) return allowed
    const actor = await knowActor(tx, by)
    const data = { from: 1, to, before, root: toBase64(claim.root), state, statement }
    tx.append({ action: 'ledger.entries.pruned', subject: `workspace:${workspace}`, actor, data })
    return allowed
  })
  if (!stated.ok) return stated
  return store.write(workspace, async (tx) => {
    const allowed = await may(tx, before)
    if (!allowed.ok) return allowed
    await forgetDeployLogs(tx, before)
    return ok({ from: 1, to, emptied: await emptyPrunedBodies(tx, to) })
  })
}

/** Whether a signed statement lets go of as much already. */
async function isStated({ signer, origin }: Services, tx: Tx, to: number): Promise<boolean> {
  const fresh = tx.unwritten().flatMap((entry) => {
    const isPrune = entry.workspace === tx.workspace && entry.action === 'ledger.entries.pruned'
    return isPrune ? [{ seq: entry.seq, body: canonicalText(entry) }] : []
  })
  const rows = [...(await readPruneRows(tx.db, tx.workspace)), ...fresh]
  const latest = latestPrune(await readPrunes(rows, origin(tx.workspace), signer.publicKey))
  return latest !== undefined && latest.to >= to
}

async function latestStated({ store, signer, origin }: Services, workspace: string): Promise<Prune | undefined> {
  const rows = await readPruneRows(store.read, workspace)
  return latestPrune(await readPrunes(rows, origin(workspace), signer.publicKey))
}

/** What the first `to` entries add up to. It is carried over, or nobody could tell afterwards who made which key. */
async function stateAt(services: Services, workspace: string, to: number): Promise<Json> {
  const { store } = services
  const replays = await readReplays(store.read, workspace)
  const latest = await latestStated(services, workspace)
  if (latest) for (const replay of replays) replay.resume(latest.carried[replay.name])
  let last = latest?.to ?? 0
  while (last < to) {
    const rows = await readBodies(store.read, workspace, last, Math.min(1_000, to - last))
    if (rows.length === 0) throw new Error(`entry ${last + 1} is missing`)
    for (const { seq, body } of rows) {
      if (body === null) {
        // Another process may have come first, since the prunes were read: then it has said what these added up to.
        const newer = await latestStated(services, workspace)
        if (newer !== undefined && newer.to >= seq) return stateAt(services, workspace, to)
        throw new Error(`entry ${seq} is empty, but no prune emptied it`)
      }
      for (const replay of replays) replay.apply(JSON.parse(body) as Entry)
      last = seq
    }
  }
  return Object.fromEntries(replays.map((replay) => [replay.name, replay.state()]))
}
