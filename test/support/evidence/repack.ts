import {
  centralRecord,
  dataDescriptor,
  endRecord,
  localRecord,
  type ZipMember,
} from '../../../main/evidence/zip-records.ts'

type Repacked = Partial<Omit<ZipMember, 'packed'>> & { packed: Buffer }

/** The same zip with one member packed in another way: every record of it is as it should be. */
export function repacked(zip: Buffer, name: string, change: (packed: Buffer, member: ZipMember) => Repacked): Buffer {
  const pieces: Buffer[] = []
  const members: ZipMember[] = []
  let offset = 0
  for (const before of membersOf(zip)) {
    const start = before.offset + 30 + Buffer.byteLength(before.name)
    const data = zip.subarray(start, start + before.packed)
    const { packed, ...rest } = before.name === name ? change(data, before) : { packed: data }
    const member = { ...before, ...rest, packed: packed.length, offset }
    const piece = Buffer.concat([localRecord(member), packed, dataDescriptor(member)])
    offset += piece.length
    pieces.push(piece)
    members.push(member)
  }
  const directory = Buffer.concat(members.map(centralRecord))
  return Buffer.concat([...pieces, directory, endRecord(members.length, directory.length, offset)])
}

export function membersOf(zip: Buffer): ZipMember[] {
  const members: ZipMember[] = []
  const end = zip.length - 22
  let at = zip.readUInt32LE(end + 16)
  while (at < end) {
    const behindName = at + 46 + zip.readUInt16LE(at + 28)
    members.push({
      name: zip.subarray(at + 46, behindName).toString(),
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    })
    at = behindName
  }
  return members
}
