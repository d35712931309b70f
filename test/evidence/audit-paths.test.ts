import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditPaths } from '../../main/evidence/audit-paths.ts'
import { nodeHashes } from '../../main/evidence/node-hashes.ts'
import { leafHash } from '../../main/ledger/hash.ts'
import { inclusionProof, type ReadHashes, rootAt } from '../../main/ledger/proof.ts'
import { emptyTree, grow, type StoredNode } from '../../main/ledger/tree.ts'
import { type Hash, verifyInclusion } from '../../shared/domain/merkle.ts'

const most = 70_000
const leaves: Hash[] = Array.from({ length: most }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)))
const kept = new Map<string, Hash>(
  grow(emptyTree, leaves).nodes.map(({ level, position, hash }: StoredNode) => [`${level} ${position}`, hash]),
)
let reads = 0
const read: ReadHashes = async (level, from, count) => {
  reads += 1
  if (level === 0) return leaves.slice(from, from + count)
  const all = Array.from({ length: count }, (_, i) => kept.get(`${level} ${from + i}`))
  return all.filter((hash) => hash !== undefined)
}

async function proofsOf(seqs: readonly number[], size: number) {
  const hashOf = nodeHashes(read)
  const nodes: Hash[] = []
  const proofs: { seq: number; hashes: Hash[] }[] = []
  for (const { seq, path, fresh } of auditPaths(seqs, size)) {
    for (const span of fresh) nodes.push(await hashOf(span))
    proofs.push({ seq, hashes: path.map((place) => nodes[place] ?? expect.fail(`there is no node ${place}`)) })
  }
  return { proofs, nodes }
}

const sizes = fc.oneof(
  fc.integer({ min: 1, max: 600 }),
  fc.integer({ min: 1, max: most }),
  fc.constantFrom(256, 65_536, 65_537),
)
const picked = sizes.chain((size) =>
  fc.tuple(fc.constant(size), fc.uniqueArray(fc.integer({ min: 1, max: size }), { minLength: 1, maxLength: 40 })),
)

test('every path is the one that the ledger itself would prove an entry by', async () => {
  await fc.assert(
    fc.asyncProperty(picked, async ([size, places]) => {
      const { proofs } = await proofsOf(
        places.toSorted((a, b) => a - b),
        size,
      )
      const root = await rootAt(read, size)
      for (const { seq, hashes } of proofs) {
        expect(hashes).toEqual(await inclusionProof(read, seq - 1, size))
        const leaf = leaves[seq - 1] ?? expect.fail('no leaf')
        expect(verifyInclusion(leaf, seq - 1, size, hashes, root)).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})

test('no node is named twice, and what is kept of the tree is read once', async () => {
  const size = 5_000
  reads = 0
  const { nodes } = await proofsOf(
    Array.from({ length: size }, (_, i) => i + 1),
    size,
  )
  expect(new Set(nodes.map((hash) => Buffer.from(hash).toString('hex'))).size).toBe(nodes.length)
  // The right edge is asked for first, and then once more in its place.
  expect(reads).toBeLessThan(Math.ceil(size / 256) + Math.log2(size))
})
