import { type Hash, splitPoint } from '../../shared/domain/merkle.ts'
import { nodeHash } from '../ledger/hash.ts'
import type { ReadHashes } from '../ledger/proof.ts'
import { storedLevelStep } from '../ledger/tree.ts'
import type { Span } from './audit-paths.ts'

const groupSize = 2 ** storedLevelStep

/** The hashes of one kept level under one node of the next, with all that stands between; `rows[0]` are the kept ones. */
type Group = { number: number; rows: readonly (readonly Hash[])[] }

/**
 * The hashes of nodes for whoever asks for them from left to right: of each kept level one group is in memory, which is
 * read and hashed once. So all proofs of a ledger cost as much as hashing its tree.
 */
export function nodeHashes(read: ReadHashes): (span: Span) => Promise<Hash> {
  const groups = new Map<number, Group>()

  async function groupOf(base: number, number: number): Promise<Group> {
    const known = groups.get(base)
    if (known?.number === number) return known
    const rows: Hash[][] = [await read(base, number * groupSize, groupSize)]
    for (let row = rows[0]; row !== undefined && row.length > 1; row = rows.at(-1)) rows.push(pairs(row))
    const group = { number, rows }
    groups.set(base, group)
    return group
  }

  return async function hashOf({ start, end }): Promise<Hash> {
    const level = Math.log2(end - start)
    if (!Number.isInteger(level)) {
      const middle = start + splitPoint(end - start)
      return nodeHash(await hashOf({ start, end: middle }), await hashOf({ start: middle, end }))
    }
    const base = level - (level % storedLevelStep)
    const place = start / 2 ** level
    const perGroup = groupSize / 2 ** (level - base)
    const group = await groupOf(base, Math.floor(place / perGroup))
    const hash = group.rows[level - base]?.[place % perGroup]
    if (hash === undefined) throw new Error(`the tree lacks hashes of entries ${start + 1} to ${end}`)
    return hash
  }
}

function pairs(row: readonly Hash[]): Hash[] {
  const above: Hash[] = []
  for (let i = 0; i + 1 < row.length; i += 2) {
    const [left, right] = [row[i], row[i + 1]]
    if (left && right) above.push(nodeHash(left, right))
  }
  return above
}
