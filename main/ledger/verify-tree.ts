import { equalHashes, type Hash } from '../../shared/domain/merkle.ts'
import type { Checkpoint } from '../../shared/domain/note.ts'
import type { Bad } from './replay/replay.ts'
import { edgeFromBytes, type StoredNode, type Tree } from './tree.ts'

/** What the rows add up to: the tree, and its roots at the sizes that somebody signed. */
export type Derived = { tree: Tree; nodes: readonly StoredNode[]; roots: ReadonlyMap<number, Hash> }
/** The head as stored; anything may stand in it. */
export type StoredHead = { size: number; edge: Uint8Array }

/** Compares the stored head and nodes with what the rows add up to. */
export function treeFault(
  head: StoredHead,
  nodes: readonly StoredNode[],
  { tree, nodes: derived }: Derived,
): Bad | undefined {
  if (tree.size < head.size) return { seq: tree.size + 1, why: 'the entry is missing: the ledger is cut short' }
  if (head.size !== tree.size)
    return { seq: tree.size, why: 'the ledger’s head does not say how many entries there are' }
  const node = nodeFault(nodes, derived)
  const edge = edgeFault(head.edge, tree)
  // A wrong node under a sound edge was itself edited; under an edge that differs too, it says where the entries were.
  if (edge && node?.range) return { seq: node.range.from, why: rewritten(node.range) }
  return edge ?? node?.bad
}

type Range = { from: number; to: number }
const rewritten = ({ from, to }: Range): string =>
  `entries ${from} to ${to} hold one that was rewritten together with its hash: they do not add up to the stored tree`

function nodeFault(
  nodes: readonly StoredNode[],
  derived: readonly StoredNode[],
): { bad: Bad; range?: Range } | undefined {
  const expected = new Map(derived.map((node) => [nameOf(node), node.hash]))
  for (const node of nodes) {
    const hash = expected.get(nameOf(node))
    const range = { from: node.position * 2 ** node.level + 1, to: (node.position + 1) * 2 ** node.level }
    if (!hash) return { bad: { seq: 1, why: `there is no tree node ${nameOf(node)}, but one is stored` } }
    if (!equalHashes(hash, node.hash))
      return { bad: { seq: range.from, why: `the stored tree node ${nameOf(node)} is wrong` }, range }
  }
  const stored = new Set(nodes.map(nameOf))
  const lost = derived.find((node) => !stored.has(nameOf(node)))
  return (
    lost && {
      bad: { seq: lost.position * 2 ** lost.level + 1, why: `the stored tree node ${nameOf(lost)} is missing` },
    }
  )
}

const nameOf = ({ level, position }: StoredNode): string => `${level}/${position}`

function edgeFault(stored: Uint8Array, tree: Tree): Bad | undefined {
  if (!(stored instanceof Uint8Array) || stored.length !== tree.edge.length * 32)
    return { seq: tree.size, why: 'the ledger’s head does not hold a tree’s edge' }
  const edge = edgeFromBytes(stored)
  let from = 1
  for (const [i, width] of widths(tree.size).entries()) {
    const [was, is] = [edge[i], tree.edge[i]]
    const to = from + width - 1
    if (!was || !is || !equalHashes(was, is))
      return { seq: from, why: `${rewritten({ from, to })}, or its head was changed` }
    from = to + 1
  }
  return undefined
}

/** The sizes of the perfect subtrees on the edge, largest first. */
function widths(size: number): number[] {
  const found: number[] = []
  let rest = size
  for (let width = 2 ** Math.floor(Math.log2(Math.max(1, size))); rest > 0; width /= 2) {
    if (rest < width) continue
    found.push(width)
    rest -= width
  }
  return found
}

export function checkpointFault({ size, root }: Checkpoint, { tree, roots }: Derived): Bad | undefined {
  if (size > tree.size)
    return { seq: tree.size + 1, why: `the checkpoint knows ${size} entries: the ledger was cut short or rolled back` }
  const actual = roots.get(size)
  return actual && equalHashes(actual, root)
    ? undefined
    : { seq: size, why: `the first ${size} entries are not those of the checkpoint: the ledger was rewritten` }
}
