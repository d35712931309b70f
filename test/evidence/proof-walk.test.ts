import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proofWalk } from '../../main/evidence/proof-walk.ts'
import { verifyInclusion } from '../../shared/domain/merkle.ts'
import { referenceLeaf, referencePath, referenceRoot } from '../shared/reference-tree.ts'

const leaves = Array.from({ length: 70 }, (_, i) => referenceLeaf(Buffer.from(`leaf ${i}`)))

/** Every proof by itself, each with hashes of its own: so nothing is known to be the same by its place in the list. */
function proofsOf(size: number, picked: readonly number[]) {
  const tree = leaves.slice(0, size)
  const nodes: Uint8Array[] = []
  const proofs = picked.map((index) => ({
    index,
    path: referencePath(index, tree).map((hash) => nodes.push(hash) - 1),
  }))
  return { root: referenceRoot(tree), nodes, proofs }
}

const walks = fc.integer({ min: 1, max: leaves.length }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    picked: fc.subarray(
      Array.from({ length: size }, (_, i) => i),
      { minLength: 1 },
    ),
  }),
)

test('every leaf that is in the tree is shown to be, whichever come before it', () => {
  fc.assert(
    fc.property(walks, ({ size, picked }) => {
      const { root, nodes, proofs } = proofsOf(size, picked)
      const step = proofWalk(size, root, { count: nodes.length, bytes: Buffer.concat(nodes) })
      for (const { index, path } of proofs) expect(step(index, leaves[index] ?? Buffer.alloc(32), path)).toBeUndefined()
    }),
  )
})

test('what was changed in a leaf or in a hash of its proof is noticed where a single proof would show it', () => {
  fc.assert(
    fc.property(walks, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), ({ size, picked }, which, byte, by) => {
      const { root, nodes, proofs } = proofsOf(size, picked)
      const list = Buffer.concat([...nodes, ...picked.map((index) => leaves[index] ?? Buffer.alloc(32))])
      const at = ((which * 32) % list.length) + (byte % 32)
      list[at] = (list[at] ?? 0) ^ by
      const hashAt = (place: number) => list.subarray(place * 32, place * 32 + 32)
      const step = proofWalk(size, root, { count: nodes.length, bytes: list.subarray(0, nodes.length * 32) })
      const walked = proofs.findIndex(({ index, path }, i) => step(index, hashAt(nodes.length + i), path) !== undefined)
      const single = proofs.findIndex(
        ({ index, path }, i) => !verifyInclusion(hashAt(nodes.length + i), index, size, path.map(hashAt), root),
      )
      expect(single).not.toBe(-1)
      expect(walked).toBe(single)
    }),
  )
})

test.each([
  ['a path that is too short', (path: number[]) => path.slice(1), /has 5 hashes where 6 belong/],
  ['a path that is too long', (path: number[]) => [...path, 0], /has 7 hashes where 6 belong/],
  ['a hash that is not there', (path: number[]) => path.with(0, 99), /names hash 99, and there are 6/],
  ['another order', (path: number[]) => path.toReversed(), /do not lead to the root/],
])('%s', (_, change, why) => {
  const { root, nodes, proofs } = proofsOf(37, [5])
  const step = proofWalk(37, root, { count: nodes.length, bytes: Buffer.concat(nodes) })
  expect(step(5, leaves[5] ?? Buffer.alloc(32), change(proofs[0]?.path ?? []))).toMatch(why)
})

test('leaves come in order, each once, and from the tree', () => {
  const { root, nodes, proofs } = proofsOf(8, [3, 2, 3])
  const list = { count: nodes.length, bytes: Buffer.concat(nodes) }
  const step = proofWalk(8, root, list)
  const [three, two] = proofs.map(({ index, path }) => step(index, leaves[index] ?? Buffer.alloc(32), path))
  expect([three, two]).toEqual([undefined, 'it stands behind one that comes after it'])
  expect(step(3, leaves[3] ?? Buffer.alloc(32), proofs[0]?.path ?? [])).toMatch(/stands behind/)
  expect(step(8, leaves[8] ?? Buffer.alloc(32), [])).toMatch(/not in a tree of 8/)
})
