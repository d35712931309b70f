import { emptyRoot, type Hash } from '../../shared/domain/merkle.ts'
import { nodeHash } from './hash.ts'

/**
 * The growing tree. Of everything above the leaves only two things are kept: the right edge (the roots of the perfect
 * subtrees that `size` splits into, largest first), so that an append is O(log n), and the roots of perfect subtrees of
 * 256, 65 536, … leaves, so that a proof reads a few hundred hashes however large the ledger is.
 */
export type Tree = { size: number; edge: readonly Hash[] }
export type StoredNode = { level: number; position: number; hash: Hash }

/** Node levels that are kept: 8, 16, 24 … Level 0 is the leaves themselves. */
export const storedLevelStep = 8

export const emptyTree: Tree = { size: 0, edge: [] }

export function grow(tree: Tree, leaves: readonly Hash[]): { tree: Tree; nodes: StoredNode[] } {
  const edge = [...tree.edge]
  const nodes: StoredNode[] = []
  let size = tree.size
  for (const leaf of leaves) {
    edge.push(leaf)
    size += 1
    // Every trailing zero bit of the new size closes one more perfect subtree.
    let level = 0
    for (let rest = size; rest % 2 === 0; rest /= 2) {
      const right = edge.pop()
      const left = edge.pop()
      if (left === undefined || right === undefined) throw new Error('the tree edge does not fit its size')
      const hash = nodeHash(left, right)
      edge.push(hash)
      level += 1
      if (level % storedLevelStep === 0) nodes.push({ level, position: rest / 2 - 1, hash })
    }
  }
  return { tree: { size, edge }, nodes }
}

export function rootOf(tree: Tree): Hash {
  const [last, ...rest] = [...tree.edge].reverse()
  return last === undefined ? emptyRoot : rest.reduce((right, left) => nodeHash(left, right), last)
}

export const edgeToBytes = (edge: readonly Hash[]): Uint8Array => new Uint8Array(Buffer.concat(edge))

export function edgeFromBytes(bytes: Uint8Array): Hash[] {
  if (bytes.length % 32 !== 0) throw new Error('the tree edge is not a whole number of hashes')
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.slice(i * 32, i * 32 + 32))
}
