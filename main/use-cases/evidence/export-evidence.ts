import type { Entry } from '../../../shared/domain/entry.ts'
import { type EvidenceKindName, evidenceBounds, evidenceFormat } from '../../../shared/domain/evidence/format.ts'
import type { EvidenceFilter } from '../../../shared/domain/evidence/kind.ts'
import { evidenceKindOf } from '../../../shared/domain/evidence/kinds.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { selectEntries } from '../../evidence/select-entries.ts'
import { type Package, writePackage } from '../../evidence/write-package.ts'
import { rootAt } from '../../ledger/proof.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { countEmptied } from '../../store/entries.ts'
import { StoreError } from '../../store/errors.ts'
import { readTextsAt } from '../../store/evidence-entries.ts'
import { hashReader, readHead } from '../../store/ledger-rows.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readSnapshot } from '../../store/snapshot.ts'
import type { Caller } from '../caller.ts'
import { takeExportSlot } from './export-slots.ts'
import { type Taken, untilTaken } from './until-taken.ts'

type Wanted = { kind: EvidenceKindName; filter: EvidenceFilter; size?: number | undefined }
export type Export = { name: string; bytes: Taken }

/**
 * A package of what a filter wants. That it is exported is an entry of its own, written before the first byte goes out.
 * Where no other tree is named, it is the newest one of the tree that the package speaks of: so what depends on time is
 * judged as of when it was asked for. It reads one moment of the database, while others go on writing.
 */
export async function exportEvidence(
  services: Services,
  caller: Caller,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Result<Export>> {
  const read = evidenceKindOf[wanted.kind].readFilter(asKnown(wanted, caller))
  if (!read.ok) return read
  const allowed = await mayShow(services, caller.workspace, { filter: read.value, size: wanted.size })
  if (!allowed.ok) return allowed
  const giveBack = takeExportSlot(caller.workspace)
  const asked = { kind: wanted.kind, filter: read.value }
  const { promise, resolve, reject } = Promise.withResolvers<Export>()
  record(services, caller, { ...asked, size: wanted.size })
    .then((seq) =>
      readSnapshot(services.database, async (db) => {
        const made = await prepare(services, caller.workspace, { ...asked, size: wanted.size ?? seq }, db)
        const stop = () => made.bytes.destroy(new Error('the export was given up'))
        signal.addEventListener('abort', stop)
        if (signal.aborted) stop()
        resolve(made)
        await untilTaken(made.bytes)
        signal.removeEventListener('abort', stop)
      }),
    )
    .catch(reject)
    .finally(giveBack)
  try {
    return ok(await promise)
  } catch (error) {
    if (error instanceof TooLarge) return refuse('invalid_input', error.message, { issues: [narrow(error.message)] })
    throw error
  }
}

/** Nobody is given a package that no reader would take. */
class TooLarge extends Error {}
const narrow = (message: string) => ({ path: ['filter'], message })

/** Who "me" is depends on who asks; a package says whom it means. */
function asKnown({ kind, filter }: Wanted, { actor }: Caller): EvidenceFilter {
  const { needs_me, ...rest } = filter
  if (kind !== 'actions' || needs_me === undefined) return filter
  return needs_me === true || needs_me === 'true' ? { ...rest, needs: actor.id } : rest
}

/** Before anything is written down: what cannot be exported was not. */
async function mayShow(
  { store }: Services,
  workspace: string,
  { filter, size }: Pick<Wanted, 'filter' | 'size'>,
): Promise<Result<void>> {
  const held = (await readHead(store.read, workspace))?.size ?? 0
  if (size !== undefined && size > held)
    return refuse('range_out_of_tree', `There is no tree of ${size}; the ledger holds ${held}.`, { size: held })
  const pruned = await countEmptied(store.read, workspace)
  if (Number(filter.after ?? 0) >= pruned && (size === undefined || size > pruned)) return ok(undefined)
  const detail = `Entries 1 to ${pruned} were pruned. What they said is gone and cannot be shown: ask for what came after them.`
  return refuse('entries_pruned', detail, { pruned })
}

async function prepare(
  services: Services,
  workspace: string,
  { kind: name, filter, size }: Required<Wanted> & { size: number },
  db: ReadDb,
): Promise<Export> {
  const kind = evidenceKindOf[name]
  const as_of = await timeOf(db, workspace, size)
  const selected = await selectEntries(db, { workspace, kind, filter, size, as_of })
  const { seqs, derivation } = selected
  if (seqs.length > evidenceBounds.entries || derivation.count() > evidenceBounds.rows) throw new TooLarge(tooLarge)
  const root = await rootAt(hashReader(db, workspace), size)
  const origin = services.origin(workspace)
  const manifest: Package['manifest'] = {
    ...{ format: evidenceFormat, kind: name, workspace, origin, filter, size, as_of },
    ...{ rows: derivation.count(), entries: seqs.length, first_seq: seqs[0] ?? null, last_seq: seqs.at(-1) ?? null },
  }
  const bytes = writePackage({ db, signer: services.signer, kind, selected, root, manifest })
  return { name: `evidence-${name}-${workspace}-${size}.zip`, bytes }
}

const tooLarge = `A package holds ${evidenceBounds.entries} entries and ${evidenceBounds.rows} rows at most. Ask for less: by a filter, or by what came after an entry.`

async function timeOf(db: ReadDb, workspace: string, seq: number): Promise<string> {
  const [newest] = await readTextsAt(db, workspace, [seq])
  if (!newest?.body) throw new StoreError('store_busy', 'the ledger was pruned just now; ask again')
  return (JSON.parse(newest.body) as Entry).at
}

/** Which place in the order that takes. */
function record(
  { store }: Services,
  { workspace, actor: identity }: Caller,
  { kind, filter, size }: Wanted,
): Promise<number> {
  return store.write(workspace, async (tx) => {
    const actor = await knowActor(tx, identity)
    const data = { kind, filter: { ...filter }, ...(size === undefined ? {} : { size }) }
    return tx.append({ action: 'evidence.package.exported', subject: `workspace:${workspace}`, actor, data }).seq
  })
}
