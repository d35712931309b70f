import { type Hash, splitPoint } from '../../shared/domain/merkle.ts'
import { nodeHash } from '../ledger/hash.ts'

/** The hashes that paths name, one after the other. */
export type NodeList = { count: number; bytes: Buffer }

const width = 32

/**
 * Checks the inclusion of leaves in the order of the ledger. What one proof has shown is not computed again for the next:
 * from a leaf upwards only until the way of the leaf before it is met, where the hash is known already. So a whole
 * ledger costs one hash per node of its tree, and what is remembered is one way from the root to a leaf.
 */
export function proofWalk(size: number, root: Hash, nodes: NodeList) {
  /** By depth, along the way of the leaf before: the hash of the node, which of the list its sibling is, and the side. */
  const own: Hash[] = [root]
  const siblings: number[] = [-1]
  const lefts: boolean[] = []
  let before = -1

  const nodeAt = (place: number): Hash => nodes.bytes.subarray(place * width, place * width + width)
  const isAt = (place: number, hash: Hash): boolean =>
    nodes.bytes.compare(hash, 0, width, place * width, place * width + width) === 0

  /**
   * Why `leaf` is not shown to be the entry at `index` (from 0) of the tree, if so. After the first that is not, nothing
   * that is said means anything.
   */
  return function step(index: number, leaf: Hash, path: readonly number[]): string | undefined {
    if (index <= before) return 'it stands behind one that comes after it'
    if (index >= size) return `it is not in a tree of ${size}`
    const { depth, shared } = wayTo(index, before, size, lefts)
    if (path.length !== depth) return `its proof has ${path.length} hashes where ${depth} belong`
    for (const place of path)
      if (place >= nodes.count) return `its proof names hash ${place}, and there are ${nodes.count}`
    const siblingAt = (level: number): number => path[depth - level] ?? -1

    // Above the place where the two ways part, both have the same siblings; at that place, each is the other's.
    const parted = before < 0 ? 0 : shared + 1
    for (let level = 1; level < parted; level++) {
      const known = siblings[level] ?? -1
      if (siblingAt(level) !== known && !isAt(siblingAt(level), nodeAt(known))) return unlike
    }
    const beside = own[parted]
    if (parted > 0 && (!beside || !isAt(siblingAt(parted), beside))) return unlike
    const meets = parted === 0 ? root : nodeAt(siblings[parted] ?? -1)

    let hash = leaf
    for (let level = depth; level > parted; level--) {
      own[level] = hash
      const place = siblingAt(level)
      siblings[level] = place
      hash = lefts[level - 1] ? nodeHash(hash, nodeAt(place)) : nodeHash(nodeAt(place), hash)
    }
    if (Buffer.compare(hash, meets) !== 0) return unlike
    own[parted] = hash
    siblings[parted] = siblingAt(parted)
    before = index
    return undefined
  }
}

const unlike = 'its hash and its proof do not lead to the root of the checkpoint'

/** Notes which side is taken at each depth on the way to `index`; how many of them the way to `other` shares. */
function wayTo(index: number, other: number, size: number, lefts: boolean[]): { depth: number; shared: number } {
  let shared = 0
  let together = other >= 0
  let depth = 0
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + halfOf(end - start)
    const left = index < middle
    lefts[depth] = left
    depth += 1
    together &&= left === other < middle
    if (together) shared += 1
    if (left) end = middle
    else start = middle
  }
  return { depth, shared }
}

/** `splitPoint`, without its loop for every size that fits 31 bits: it is asked for a million times. */
const halfOf = (count: number): number => (count <= 0x40000000 ? 1 << (31 - Math.clz32(count - 1)) : splitPoint(count))
