import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as fast from '../../main/ledger/hash.ts'
import { edgeFromBytes, edgeToBytes, emptyTree, grow, rootOf, type StoredNode } from '../../main/ledger/tree.ts'
import * as pure from '../../shared/domain/merkle.ts'
import { toHex } from '../../shared/domain/note.ts'
import { type Bytes, referenceLeaf, referenceRoot } from '../shared/reference-tree.ts'

const leaves: Bytes[] = Array.from(
  { length: 1_400 },
  (_, i) => new Uint8Array(createHash('sha256').update(`leaf ${i}`).digest()),
)
const named = (nodes: readonly StoredNode[]) => nodes.map(({ level, position, hash }) => [level, position, toHex(hash)])

test('grown in any chunks, the tree is that of RFC 6962’s definition', () => {
  const chunks = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(chunks, (sizes) => {
      let tree = emptyTree
      const nodes: StoredNode[] = []
      for (const size of sizes) {
        const grown = grow(tree, leaves.slice(tree.size, tree.size + size))
        // Between two transactions only bytes remain.
        tree = { size: grown.tree.size, edge: edgeFromBytes(edgeToBytes(grown.tree.edge)) }
        nodes.push(...grown.nodes)
      }
      const there = leaves.slice(0, tree.size)
      expect(toHex(rootOf(tree))).toBe(toHex(referenceRoot(there)))
      expect(named(nodes)).toEqual(named(grow(emptyTree, there).nodes))
      expect(tree.edge).toHaveLength(tree.size.toString(2).replaceAll('0', '').length)
    }),
    { numRuns: 60 },
  )
})

test('every size up to 520, one leaf at a time', () => {
  let tree = emptyTree
  for (let size = 1; size <= 520; size += 1) {
    tree = grow(tree, leaves.slice(size - 1, size)).tree
    expect(toHex(rootOf(tree))).toBe(toHex(referenceRoot(leaves.slice(0, size))))
  }
})

test('the kept nodes are the roots of 256 and of 65,536 leaves, as soon as these are there', () => {
  const many = Array.from({ length: 65_536 + 300 }, (_, i) => leaves[i % leaves.length] ?? new Uint8Array(32))
  const { nodes } = grow(emptyTree, many)
  const low = nodes.filter(({ level }) => level === 8)
  expect(low.map(({ position }) => position)).toEqual(Array.from({ length: 257 }, (_, i) => i))
  for (const { position, hash } of low)
    expect(toHex(hash)).toBe(toHex(referenceRoot(many.slice(position * 256, position * 256 + 256))))
  const high = nodes.filter(({ level }) => level === 16)
  expect(named(high)).toEqual([[16, 0, toHex(referenceRoot(many.slice(0, 65_536)))]])
  expect(nodes).toHaveLength(low.length + high.length)
})

test('the growing tree gives back what it was given, not what it computes from', () => {
  const { tree } = grow(emptyTree, leaves.slice(0, 3))
  const before = tree.edge.map(toHex)
  grow(tree, leaves.slice(3, 9))
  expect(tree.edge.map(toHex)).toEqual(before)
})

test('an edge that is no whole number of hashes is refused', () => {
  expect(() => edgeFromBytes(new Uint8Array(33))).toThrow()
  expect(edgeFromBytes(new Uint8Array())).toEqual([])
})

test('the leaf of a text is that of its UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(fast.leafHex(text)).toBe(toHex(referenceLeaf(new TextEncoder().encode(text))))
    }),
  )
})

test('OpenSSL’s hashes and the pure ones are the same', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), hash, hash, (bytes, left, right) => {
      expect(toHex(fast.leafHash(bytes))).toBe(toHex(pure.leafHash(bytes)))
      expect(toHex(fast.nodeHash(left, right))).toBe(toHex(pure.nodeHash(left, right)))
      expect(toHex(pure.leafHash(bytes))).toBe(toHex(referenceLeaf(bytes)))
    }),
  )
})
