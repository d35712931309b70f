import { describe, expect, test } from 'vitest'
import { consistencyProof, inclusionProof, rootAt } from '../../main/ledger/proof.ts'
import { emptyTree, grow, rootOf } from '../../main/ledger/tree.ts'
import { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion } from '../../shared/domain/merkle.ts'
import { toHex } from '../../shared/domain/note.ts'
import { fromBase64Text, fromHex } from './hex.ts'

// The reference tree of Certificate Transparency, as published with transparency-dev/merkle (testonly/constants.go,
// testdata/inclusion, testdata/consistency) and before that with google/certificate-transparency.
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  fromHex,
)
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const inclusions = [
  { index: 0, size: 1, path: [] },
  {
    index: 0,
    size: 8,
    path: [
      'lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=',
      'Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=',
      'a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=',
    ],
  },
  {
    index: 5,
    size: 8,
    path: [
      'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=',
      'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
      '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
    ],
  },
  { index: 2, size: 3, path: ['+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU='] },
  {
    index: 1,
    size: 5,
    path: [
      'bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=',
      'Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=',
      'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=',
    ],
  },
]
const consistencies = [
  { from: 1, to: 1, path: [] },
  {
    from: 1,
    to: 8,
    path: [
      'lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=',
      'Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=',
      'a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=',
    ],
  },
  {
    from: 6,
    to: 8,
    path: [
      'DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=',
      'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
      '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
    ],
  },
  {
    from: 2,
    to: 5,
    path: ['Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=', 'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms='],
  },
  {
    from: 6,
    to: 7,
    path: [
      'DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=',
      'sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=',
      '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
    ],
  },
]

const leaves = inputs.map(leafHash)
const read = async (level: number, from: number, count: number) => {
  if (level !== 0) throw new Error('a tree of eight has no kept nodes')
  return leaves.slice(from, from + count)
}
const root = (size: number) => fromHex(roots[size] ?? '')

describe('the reference tree of Certificate Transparency', () => {
  test('leaf, node and empty hashes', () => {
    expect(toHex(emptyRoot)).toBe(roots[0])
    expect(toHex(leafHash(new Uint8Array()))).toBe(roots[1])
    expect(toHex(leafHash(new TextEncoder().encode('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    )
    expect(toHex(nodeHash(leafHash(fromHex('')), leafHash(fromHex('00'))))).toBe(roots[2])
  })

  test.each(roots.map((hash, size) => ({ size, hash })))('the root of $size leaves', async ({ size, hash }) => {
    expect(toHex(rootOf(grow(emptyTree, leaves.slice(0, size)).tree))).toBe(hash)
    expect(toHex(await rootAt(read, size))).toBe(hash)
  })

  test.each(inclusions)('the path of leaf $index among $size', async ({ index, size, path }) => {
    const proof = path.map(fromBase64Text)
    const leaf = leaves[index] ?? new Uint8Array()
    expect(verifyInclusion(leaf, index, size, proof, root(size))).toBe(true)
    expect((await inclusionProof(read, index, size)).map(toHex)).toEqual(proof.map(toHex))
  })

  test.each(consistencies)('the path from $from leaves to $to', async ({ from, to, path }) => {
    const proof = path.map(fromBase64Text)
    expect(verifyConsistency(from, to, proof, root(from), root(to))).toBe(true)
    expect((await consistencyProof(read, from, to)).map(toHex)).toEqual(proof.map(toHex))
  })

  test('what the published probes call wrong is refused', () => {
    const sibling = leaves[0] ?? new Uint8Array()
    expect(verifyInclusion(sibling, 0, 0, [], root(0))).toBe(false)
    expect(verifyInclusion(sibling, 1, 1, [], root(1))).toBe(false)
    expect(verifyInclusion(sibling, 0, 1, [sibling], root(1))).toBe(false)
    expect(verifyConsistency(1, 1, [sibling], root(1), root(1))).toBe(false)
    expect(verifyConsistency(0, 0, [sibling], root(0), root(0))).toBe(false)
    expect(verifyConsistency(1, 1, [], root(1), root(2))).toBe(false)
    expect(verifyConsistency(2, 1, [], root(2), root(1))).toBe(false)
    expect(verifyConsistency(1, 2, [], root(1), root(2))).toBe(false)
  })
})
