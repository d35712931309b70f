import { fstatSync, readSync } from 'node:fs'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { evidenceBounds } from '../../shared/domain/evidence/format.ts'
import { Flaw, wholePackage } from './flaw.ts'
import { memberFault } from './member-fault.ts'
import { nameFault } from './member-name.ts'
import { unpack } from './unpack.ts'
import {
  centralRecord,
  dataDescriptor,
  endRecord,
  endRecordLength,
  localRecord,
  type ZipMember,
} from './zip-records.ts'

export type PackageZip = {
  /** In the order in which they stand in the file. */
  members: readonly ZipMember[]
  member(name: string): ZipMember | undefined
  open(name: string): AsyncGenerator<Buffer>
}

/**
 * Opens a zip of ours, from a file that stays the caller's to close. Nothing is unpacked here; but every byte that is not
 * packed data is accounted for: what stands between, before and behind is what our writer puts there, to the byte.
 */
export async function readZip(fd: number): Promise<PackageZip> {
  const { size: length } = fstatSync(fd)
  if (length > evidenceBounds.totalBytes) throw flaw(`it has ${length} bytes, more than any package`)
  const read = (at: number, count: number) => readAt(fd, at, count)
  const end = read(Math.max(0, length - endRecordLength), endRecordLength)
  if (end.length < endRecordLength || end.readUInt32LE(0) !== 0x06054b50)
    throw flaw('it is not a zip, it was cut off, or something stands behind its end')
  if (end.readUInt16LE(10) > evidenceBounds.members) throw flaw('it has more members than any package')

  const zip = await opened(fd)
  const entries = await listed(zip)
  const members = entries.map(asMember)
  accountFor(members, length, read)
  const byName = new Map(members.map((member) => [member.name, member]))
  return {
    members,
    member: (name) => byName.get(name),
    open(name) {
      const member = byName.get(name)
      if (!member) throw new Flaw(name, null, 'it is not in the package')
      return unpack(fd, member)
    },
  }
}

async function opened(fd: number): Promise<ZipFile> {
  try {
    // Names are left as bytes: what is wrong with one is ours to say.
    return await fromFdPromise(fd, { autoClose: false, decodeStrings: false })
  } catch (error) {
    throw flaw(`it is not a zip of ours: ${sayingOf(error)}`)
  }
}

async function listed(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  const taken = new Set<string>()
  let total = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString()
      const why = nameFault(entry.fileNameRaw, taken) ?? memberFault(entry)
      if (why !== undefined) throw new Flaw(shown(name), null, why)
      taken.add(name.toLowerCase())
      total += entry.uncompressedSize
      if (total > evidenceBounds.totalBytes) throw flaw('unpacked it would have more bytes than any package')
      entries.push(entry)
    }
  } catch (error) {
    throw error instanceof Flaw ? error : flaw(`its list of members cannot be read: ${sayingOf(error)}`)
  }
  return entries
}

const asMember = (entry: Entry): ZipMember => ({
  name: entry.fileNameRaw.toString(),
  flags: entry.generalPurposeBitFlag,
  method: entry.compressionMethod,
  crc: entry.crc32,
  packed: entry.compressedSize,
  size: entry.uncompressedSize,
  offset: entry.relativeOffsetOfLocalHeader,
})

function accountFor(members: readonly ZipMember[], length: number, read: (at: number, count: number) => Buffer): void {
  let at = 0
  const expect = (name: string, wanted: Buffer, what: string) => {
    if (!read(at, wanted.length).equals(wanted)) throw new Flaw(name, null, what)
    at += wanted.length
  }
  for (const member of members) {
    const { name, offset, packed } = member
    if (offset !== at) throw new Flaw(name, null, 'it does not begin where the member before it ends')
    expect(name, localRecord(member), 'what stands before its data is not what the list of members says of it')
    at += packed
    expect(name, dataDescriptor(member), 'what stands behind its data is not what the list of members says of it')
  }
  const directory = at
  for (const member of members)
    expect(member.name, centralRecord(member), 'the list of members has something of it that our writer does not write')
  expect(
    wholePackage,
    endRecord(members.length, at - directory, directory),
    'its end is not that of this list of members',
  )
  if (at !== length) throw flaw('something stands behind its end')
}

function readAt(fd: number, at: number, count: number): Buffer {
  const buffer = Buffer.alloc(count)
  let have = 0
  while (have < count) {
    const read = readSync(fd, buffer, have, count - have, at + have)
    if (read === 0) break
    have += read
  }
  return buffer.subarray(0, have)
}

const flaw = (why: string) => new Flaw(wholePackage, null, why)
const sayingOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A name that may be anything, for a line that is read in a terminal. */
const shown = (name: string): string =>
  name === '' ? wholePackage : name.replaceAll(/\p{C}/gu, '\u{fffd}').slice(0, 200)
