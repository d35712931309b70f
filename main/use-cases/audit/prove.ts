import { toBase64 } from '../../../shared/domain/base64.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { consistencyProof, inclusionProof, rootAt } from '../../ledger/proof.ts'
import type { Services } from '../../services.ts'
import { hashReader, readTree } from '../../store/ledger-rows.ts'
import type { Caller } from '../caller.ts'

type Inclusion = { seq: number; size: number; leaf: string; root: string; hashes: string[] }
type Consistency = { from: number; to: number; from_root: string; to_root: string; hashes: string[] }

export async function proveInclusion(
  { store }: Services,
  { workspace }: Caller,
  wanted: { seq: number; size?: number | undefined },
): Promise<Result<Inclusion>> {
  const tree = await readTree(store.read, workspace)
  const { seq, size = tree.size } = wanted
  if (size > tree.size || seq < 1 || seq > size)
    return refuse('range_out_of_tree', `Entry ${seq} is not in a tree of ${size}; the ledger holds ${tree.size}.`, {
      size: tree.size,
    })
  const read = hashReader(store.read, workspace)
  const [leaf] = await read(0, seq - 1, 1)
  const [hashes, root] = await Promise.all([inclusionProof(read, seq - 1, size), rootAt(read, size)])
  if (!leaf) throw new Error(`the leaf of entry ${seq} is missing`)
  return ok({ seq, size, leaf: toBase64(leaf), root: toBase64(root), hashes: hashes.map(toBase64) })
}

export async function proveConsistency(
  { store }: Services,
  { workspace }: Caller,
  wanted: { from: number; to?: number | undefined },
): Promise<Result<Consistency>> {
  const tree = await readTree(store.read, workspace)
  const { from, to = tree.size } = wanted
  if (from > to || to > tree.size)
    return refuse('range_out_of_tree', `There is no proof from ${from} to ${to}; the ledger holds ${tree.size}.`, {
      size: tree.size,
    })
  const read = hashReader(store.read, workspace)
  const hashes = await consistencyProof(read, from, to)
  const [fromRoot, toRoot] = await Promise.all([rootAt(read, from), rootAt(read, to)])
  return ok({ from, to, from_root: toBase64(fromRoot), to_root: toBase64(toRoot), hashes: hashes.map(toBase64) })
}
