import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { readZip } from '../../main/evidence/read-zip.ts'
import { evidenceBounds } from '../../shared/domain/evidence/format.ts'
import { type Crafted, craftZip } from '../support/evidence/craft-zip.ts'
import { flawOf } from '../support/evidence/flaw-of.ts'
import { inFile } from '../support/evidence/packages.ts'

const plainMember: Crafted = { name: 'a.txt' }
const mode = (bits: number) => (bits << 16) >>> 0

test('a zip by hand that is as ours is read: what is refused below is refused for what is wrong with it', async () => {
  const bytes = craftZip([plainMember, { name: 'ledger/b.txt', deflate: true, data: Buffer.from('b'.repeat(99)) }])
  await inFile(bytes, async (_, fd) => {
    const zip = await readZip(fd)
    expect(zip.members.map(({ name }) => name)).toEqual(['a.txt', 'ledger/b.txt'])
    expect((await buffer(zip.open('ledger/b.txt'))).toString()).toBe('b'.repeat(99))
  })
})

const refused: [string, Crafted, RegExp][] = [
  ['a name that leads out', { name: '../a.txt' }, /leads out/],
  ['a name that leads out further down', { name: 'ledger/../../a.txt' }, /leads out/],
  ['an absolute name', { name: '/etc/passwd' }, /absolute/],
  ['a drive', { name: 'C:a.txt' }, /absolute/],
  ['a backslash', { name: 'ledger\\a.txt' }, /backslash/],
  ['a zero byte', { name: 'a.txt\0.exe' }, /control/],
  ['an end of line', { name: 'a\n.txt' }, /control/],
  ['a name that is not UTF-8', { name: Buffer.from([0x61, 0xff, 0xfe]) }, /UTF-8/],
  ['no name', { name: '' }, /no name/],
  ['a long name', { name: 'a'.repeat(evidenceBounds.nameLength + 1) }, /longer/],
  ['a directory by name', { name: 'ledger/' }, /directory/],
  ['a directory by mode', { name: 'ledger', attributes: mode(0o040755) }, /directory/],
  ['a hidden file', { name: '.profile' }, /such a name/],
  ['a link', { name: 'a.txt', attributes: mode(0o120777) }, /link/],
  ['a device', { name: 'a.txt', attributes: mode(0o020644) }, /plain file/],
  ['a pipe', { name: 'a.txt', attributes: mode(0o010644) }, /plain file/],
  ['a program', { name: 'a.txt', attributes: mode(0o100755) }, /attributes/],
  ['a hidden attribute', { name: 'a.txt', attributes: mode(0o100644) + 2 }, /attributes/],
  ['an encrypted member', { name: 'a.txt', deflate: true, flags: 0x0801 }, /encrypted/],
  ['a strongly encrypted member', { name: 'a.txt', flags: 0x0841 }, /encrypt/],
  ['a flag that means something else', { name: 'a.txt', flags: 0x0802 }, /flags/],
  ['a name in another alphabet', { name: 'a.txt', flags: 0 }, /flags/],
  ['another method', { name: 'a.txt', method: 12 }, /unknown method/],
  ['extra fields', { name: 'a.txt', extra: Buffer.from([0xfe, 0xca, 1, 0, 7]) }, /extra fields/],
  ['a comment', { name: 'a.txt', comment: Buffer.from('hello') }, /comment/],
  [
    'a member too large',
    { name: 'a.txt', deflate: true, size: evidenceBounds.memberBytes + 1 },
    /more than any member/,
  ],
  ['a bomb by what it says', { name: 'a.txt', deflate: true, size: 500_000_000 }, /1000 times/],
  ['stored and yet larger than it is', { name: 'a.txt', size: 500 }, /stored/],
  ['another name before the data', { name: 'a.txt', localName: 'b.txt' }, /before its data/],
  ['another checksum before the data', { name: 'a.txt', localCrc: 1 }, /before its data/],
  ['a member that begins elsewhere', { name: 'a.txt', offset: 7 }, /does not begin/],
]

describe('a package is refused for', () => {
  test.each(refused)('%s', async (_, member, why) => {
    expect(await flawOf(craftZip([member]))).toMatch(why)
    expect(await flawOf(craftZip([{ name: 'x.txt' }, { name: 'y.txt' }, member]))).toMatch(why)
  })

  test('names that differ in capitals only', async () => {
    expect(await flawOf(craftZip([plainMember, { name: 'A.TXT' }]))).toMatch(/same name/)
  })

  test('members that overlap, or are the same bytes twice', async () => {
    expect(await flawOf(craftZip([plainMember, { name: 'b.txt', offset: 0 }]))).toMatch(/does not begin where/)
  })

  test('too many members', async () => {
    const many = Array.from({ length: evidenceBounds.members + 1 }, (_, i) => ({ name: `a${i}.txt` }))
    expect(await flawOf(craftZip(many))).toMatch(/more members/)
  })

  test('more in all than any package has', async () => {
    const large = { deflate: true, data: Buffer.alloc(1_100_000), size: evidenceBounds.memberBytes }
    expect(await flawOf(craftZip([1, 2, 3].map((n) => ({ ...large, name: `a${n}.txt` }))))).toMatch(
      /more bytes than any|1000 times/,
    )
  })

  test.each([
    ['something between members', craftZip([plainMember, { name: 'b.txt' }], { between: Buffer.from('x') })],
    ['members that are not in its list', craftZip([plainMember, { name: 'b.txt' }], { count: 1 })],
    ['something before it', Buffer.concat([Buffer.from('#!/bin/sh\n'), craftZip([plainMember])])],
    ['something behind it', Buffer.concat([craftZip([plainMember]), Buffer.from('x')])],
    ['nothing in it', craftZip([])],
    ['being empty', Buffer.alloc(0)],
    ['being something else', Buffer.from('not a zip at all, but long enough to be one')],
  ])('%s', async (_, bytes) => {
    expect(await flawOf(bytes)).not.toMatch(/^ok/)
  })
})

test('a bomb that says that it is small is left as soon as it is more than it said', async () => {
  const bomb = { name: 'manifest.json', deflate: true, data: Buffer.alloc(64 * 1024 * 1024), size: 100 }
  expect(await flawOf(craftZip([bomb]))).toMatch(/^manifest\.json: .*(too many bytes|more bytes)/)
})
