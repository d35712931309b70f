import { createHash } from 'node:crypto'
import type { ReadHashes } from '../../main/ledger/proof.ts'
import { emptyTree, grow } from '../../main/ledger/tree.ts'
import type { Hash } from '../../shared/domain/merkle.ts'

export const makeLeaves = (count: number): Hash[] =>
  Array.from({ length: count }, (_, i) => new Uint8Array(createHash('sha256').update(`leaf ${i}`).digest()))

/** Reads from memory what the store reads from its tables. */
export function memoryReader(leaves: readonly Hash[]): ReadHashes {
  const kept = new Map(grow(emptyTree, leaves).nodes.map((node) => [`${node.level}/${node.position}`, node.hash]))
  return async (level, from, count) => {
    if (level === 0) return leaves.slice(from, from + count)
    const row = Array.from({ length: count }, (_, i) => kept.get(`${level}/${from + i}`))
    return row.filter((hash) => hash !== undefined)
  }
}

/** The same hash with one byte changed. */
export function flipped(hash: Hash, at: number, by = 1): Hash {
  const copy = Uint8Array.from(hash)
  copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ by
  return copy
}

/** Every way to get a path wrong: a changed byte in any hash, one hash fewer, one more, two exchanged. */
export function* spoiled(path: readonly Hash[], byte: number): Generator<Hash[]> {
  for (const [i, hash] of path.entries()) {
    yield path.with(i, flipped(hash, byte))
    yield path.toSpliced(i, 1)
    yield path.toSpliced(i, 0, hash)
    const next = path[i + 1]
    if (next) yield path.toSpliced(i, 2, next, hash)
  }
  yield [...path, new Uint8Array(32)]
  yield [new Uint8Array(32), ...path]
  const [first] = path
  if (first) yield path.with(0, first.slice(0, 31))
}
