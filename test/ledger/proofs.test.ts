import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consistencyProof, inclusionProof, rootAt } from '../../main/ledger/proof.ts'
import { type Hash, verifyConsistency, verifyInclusion } from '../../shared/domain/merkle.ts'
import { toHex } from '../../shared/domain/note.ts'
import { referenceConsistency, referencePath, referenceRoot } from '../shared/reference-tree.ts'
import { flipped, makeLeaves, memoryReader, spoiled } from './proof-cases.ts'

const large = 70_000
const leaves = makeLeaves(large)
const read = memoryReader(leaves)
const leafAt = (index: number): Hash => leaves[index] ?? new Uint8Array()
const sizes = Array.from({ length: 300 }, (_, i) => i + 1)

describe('inclusion', () => {
  test('every index of every size up to 300', async () => {
    for (const size of sizes) {
      const root = await rootAt(read, size)
      for (let index = 0; index < size; index += 1) {
        const path = await inclusionProof(read, index, size)
        if (!verifyInclusion(leafAt(index), index, size, path, root)) throw new Error(`leaf ${index} of ${size}`)
        if (index % 8 !== size % 8) continue
        if (verifyInclusion(leafAt(index + 1), index, size, path, root))
          throw new Error(`wrong leaf at ${index} of ${size}`)
        if (index > 0 && verifyInclusion(leafAt(index), index - 1, size, path, root))
          throw new Error(`leaf ${index} of ${size} passes for ${index - 1}`)
      }
    }
  }, 60_000)

  test('it is the path of RFC 6962’s definition, and its root is the tree’s', async () => {
    for (const size of [1, 2, 3, 7, 8, 9, 255, 256, 257, 299]) {
      const there = leaves.slice(0, size)
      expect(toHex(await rootAt(read, size))).toBe(toHex(referenceRoot(there)))
      for (const index of [0, size >> 1, size - 1])
        expect((await inclusionProof(read, index, size)).map(toHex)).toEqual(referencePath(index, there).map(toHex))
    }
  })

  test('a hash that ends in zero is not the same without its end', async () => {
    const [size, index] = [408, 399]
    const [root, path] = [await rootAt(read, size), await inclusionProof(read, index, size)]
    expect(path[0]?.at(-1)).toBe(0)
    for (const wrong of spoiled(path, 0)) expect(verifyInclusion(leafAt(index), index, size, wrong, root)).toBe(false)
  })

  const place = fc
    .integer({ min: 1, max: large })
    .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }))

  test('random places in trees of up to 70,000, and every way to spoil the proof', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(31), async ({ size, index }, byte) => {
        const leaf = leafAt(index)
        const [root, path] = [await rootAt(read, size), await inclusionProof(read, index, size)]
        expect(verifyInclusion(leaf, index, size, path, root)).toBe(true)
        for (const wrong of spoiled(path, byte)) expect(verifyInclusion(leaf, index, size, wrong, root)).toBe(false)
        expect(verifyInclusion(flipped(leaf, byte), index, size, path, root)).toBe(false)
        expect(verifyInclusion(leaf, index, size, path, flipped(root, byte))).toBe(false)
        for (const other of [index - 1, index + 1, size - 1 - index, index ^ 1, index + size, index + 0.5, -1])
          if (other !== index) expect(verifyInclusion(leaf, other, size, path, root)).toBe(false)
        for (const other of [0, index, size * 2, size + 2 ** 20, Number.NaN, 2 ** 53])
          if (other !== size) expect(verifyInclusion(leaf, index, other, path, root)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})

describe('consistency', () => {
  test('every pair of sizes up to 130', async () => {
    const roots = await Promise.all(Array.from({ length: 131 }, (_, size) => rootAt(read, size)))
    const rootOf = (size: number) => roots[size] ?? new Uint8Array()
    for (let to = 0; to <= 130; to += 1)
      for (let from = 0; from <= to; from += 1) {
        const path = await consistencyProof(read, from, to)
        if (!verifyConsistency(from, to, path, rootOf(from), rootOf(to))) throw new Error(`${from} to ${to}`)
        if (from > 0 && verifyConsistency(from, to, path, flipped(rootOf(from), to), rootOf(to)))
          throw new Error(`a wrong root of ${from} passes in ${to}`)
      }
  }, 60_000)

  test('it is the proof of RFC 6962’s definition', async () => {
    for (const to of [1, 2, 3, 8, 13, 255, 256, 257, 300])
      for (const from of [0, 1, 2, 6, 7, 128, 254, 255, 256, 257].filter((size) => size <= to))
        expect((await consistencyProof(read, from, to)).map(toHex)).toEqual(
          referenceConsistency(from, leaves.slice(0, to)).map(toHex),
        )
  })

  const pair = fc
    .integer({ min: 2, max: large })
    .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to - 1 }) }))

  test('random pairs up to 70,000, and every way to spoil the proof', async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.nat(31), async ({ from, to }, byte) => {
        const path = await consistencyProof(read, from, to)
        const [before, after] = [await rootAt(read, from), await rootAt(read, to)]
        expect(verifyConsistency(from, to, path, before, after)).toBe(true)
        for (const wrong of spoiled(path, byte)) expect(verifyConsistency(from, to, wrong, before, after)).toBe(false)
        expect(verifyConsistency(from, to, path, flipped(before, byte), after)).toBe(false)
        expect(verifyConsistency(from, to, path, before, flipped(after, byte))).toBe(false)
        expect(verifyConsistency(to, from, path, after, before)).toBe(false)
        expect(verifyConsistency(to, to, path, after, after)).toBe(false)
        for (const other of [0, from + 0.5, from + to, -from])
          expect(verifyConsistency(other, to, path, before, after)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test('a tree that was rewritten is not consistent with its past', async () => {
    const rewritten = memoryReader(leaves.slice(0, 300).with(17, new Uint8Array(32)))
    const [before, after] = [await rootAt(read, 200), await rootAt(rewritten, 300)]
    expect(verifyConsistency(200, 300, await consistencyProof(rewritten, 200, 300), before, after)).toBe(false)
    expect(verifyConsistency(200, 300, await consistencyProof(read, 200, 300), before, after)).toBe(false)
  })
})

test('a proof that needs a hash which is not kept says so', async () => {
  const holed: typeof read = async (level, from, count) => (await read(level, from, count)).slice(1)
  await expect(inclusionProof(holed, 5, 600)).rejects.toThrow('lacks hashes')
})
