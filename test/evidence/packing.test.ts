import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { deflated, type ZipMember } from '../../main/evidence/zip-records.ts'
import { evidenceFiles, Manifest } from '../../shared/domain/evidence/format.ts'
import { statementOver } from '../../shared/domain/evidence/statement.ts'
import { flawOf } from '../support/evidence/flaw-of.ts'
import { handMade, ledgerKey, line, sha256, signedBy } from '../support/evidence/hand-made.ts'
import { filesIn } from '../support/evidence/packages.ts'
import { membersOf, repacked } from '../support/evidence/repack.ts'

const { statement, manifest } = evidenceFiles
const smuggled = Buffer.alloc(1_000_000, 'anything at all ')

/** As the ledger's own key would sign it: nothing but how it is packed can be wrong. */
async function packedAndSigned(name: string, change: (packed: Buffer, member: ZipMember) => Buffer): Promise<Buffer> {
  const zip = repacked(await handMade(), name, (packed, member) => ({ packed: change(packed, member) }))
  const before = zip.subarray(0, membersOf(zip).at(-1)?.offset)
  const text = (await filesIn(await handMade())).get(manifest) ?? Buffer.alloc(0)
  const packed = { bytes: before.length, sha256: sha256(before) }
  const said = statementOver(Manifest.parse(JSON.parse(text.toString())), sha256(text), packed)
  const bytes = line(signedBy(ledgerKey, said))
  return repacked(zip, statement, () => ({ packed: bytes, crc: crc32(bytes), size: bytes.length }))
}

test.each([
  ['deflated', (text: Buffer) => deflateRawSync(text)],
  ['deflated, with something behind', (text: Buffer) => Buffer.concat([deflateRawSync(text), smuggled])],
])('a statement that is %s is refused: nothing signs how it is packed', async (_, pack) => {
  const zip = repacked(await handMade(), statement, (text) => ({ method: deflated, packed: pack(text) }))
  expect(await flawOf(zip)).toMatch(/^manifest\.dsse\.json: (it is not stored|\d+ bytes stand behind)/)
})

test('bytes behind the end of a deflate stream are refused, even where they are signed', async () => {
  expect(await flawOf(await packedAndSigned(manifest, (packed) => packed))).toBe('ok: true')
  for (const { name, method } of membersOf(await handMade())) {
    if (method !== deflated) continue
    for (const more of [smuggled, Buffer.from('x')])
      expect(await flawOf(await packedAndSigned(name, (packed) => Buffer.concat([packed, more])))).toBe(
        `${name}: ${more.length} bytes stand behind the end of what is packed`,
      )
  }
})
