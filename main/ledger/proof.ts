import { emptyRoot, type Hash, splitPoint } from '../../shared/domain/merkle.ts'
import { nodeHash } from './hash.ts'
import { storedLevelStep } from './tree.ts'

/** Reads `count` hashes of a kept level, from position `from` on. Level 0 is the leaves. */
export type ReadHashes = (level: number, from: number, count: number) => Promise<Hash[]>

/** RFC 6962, section 2.1.1: the path from the leaf at `index` to the root of the tree of `size` leaves. */
export async function inclusionProof(read: ReadHashes, index: number, size: number): Promise<Hash[]> {
  const path: Promise<Hash>[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      path.push(rangeHash(read, middle, end))
      end = middle
    } else {
      path.push(rangeHash(read, start, middle))
      start = middle
    }
  }
  return (await Promise.all(path)).reverse()
}

/** RFC 6962, section 2.1.2: that the tree of `from` leaves is a prefix of the tree of `to` leaves. */
export async function consistencyProof(read: ReadHashes, from: number, to: number): Promise<Hash[]> {
  if (from === 0 || from === to) return []
  const path: Promise<Hash>[] = []
  let start = 0
  let end = to
  // The verifier knows the old root; it needs a hash of its own only once the old tree's edge is no longer the whole.
  let wholeOldTree = true
  while (from !== end) {
    const middle = start + splitPoint(end - start)
    if (from <= middle) {
      path.push(rangeHash(read, middle, end))
      end = middle
    } else {
      path.push(rangeHash(read, start, middle))
      start = middle
      wholeOldTree = false
    }
  }
  if (!wholeOldTree) path.push(rangeHash(read, start, end))
  return (await Promise.all(path)).reverse()
}

export const rootAt = (read: ReadHashes, size: number): Promise<Hash> =>
  size === 0 ? Promise.resolve(emptyRoot) : rangeHash(read, 0, size)

/** MTH(D[start:end]); `start` is a multiple of the power of two that `end - start` is split at. */
async function rangeHash(read: ReadHashes, start: number, end: number): Promise<Hash> {
  const width = end - start
  const depth = Math.log2(width)
  if (Number.isInteger(depth)) return perfectHash(read, start, depth)
  const middle = start + splitPoint(width)
  const [left, right] = await Promise.all([rangeHash(read, start, middle), rangeHash(read, middle, end)])
  return nodeHash(left, right)
}

async function perfectHash(read: ReadHashes, start: number, depth: number): Promise<Hash> {
  const level = depth - (depth % storedLevelStep)
  const count = 2 ** (depth - level)
  let row = await read(level, start / 2 ** level, count)
  if (row.length !== count) throw new Error(`the tree lacks hashes at level ${level} from ${start / 2 ** level}`)
  while (row.length > 1) row = pairs(row)
  const [hash] = row
  if (hash === undefined) throw new Error('a perfect subtree cannot be empty')
  return hash
}

function pairs(row: readonly Hash[]): Hash[] {
  const next: Hash[] = []
  for (let i = 0; i + 1 < row.length; i += 2) {
    const [left, right] = [row[i], row[i + 1]]
    if (left && right) next.push(nodeHash(left, right))
  }
  return next
}
