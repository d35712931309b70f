/**
 * The records of a zip (APPNOTE 6.3.10), as our writer makes them and no others. Much in them is nobody's business (times,
 * versions, attributes), and readers pass over it; here each has one right value, so that a record can be made
 * anew from what matters and compared with what stands in the file.
 */
export type ZipMember = {
  name: string
  /** 0x0800 says that the name is UTF-8; 0x0008 that sizes and checksum follow the data. */
  flags: number
  method: number
  crc: number
  packed: number
  size: number
  /** Where its local record begins. */
  offset: number
}

export const utf8Flag = 0x0800
export const sizesFollowFlag = 0x0008
export const stored = 0
export const deflated = 8

/** UNIX, version 6.3 of the specification. */
const madeBy = 0x033f
const needed = 20
/** Midnight of 1 January 1980, the first moment that a zip can tell. */
const time = 0
const epochDay = 0x0021
/** A plain file that its owner may write and everybody may read. */
export const plainFile = (0o100644 << 16) >>> 0

export function localRecord({ name, flags, method, crc, packed, size }: ZipMember): Buffer {
  const raw = Buffer.from(name)
  const known = (flags & sizesFollowFlag) === 0
  const record = Buffer.alloc(30)
  record.writeUInt32LE(0x04034b50, 0)
  record.writeUInt16LE(needed, 4)
  record.writeUInt16LE(flags, 6)
  record.writeUInt16LE(method, 8)
  record.writeUInt16LE(time, 10)
  record.writeUInt16LE(epochDay, 12)
  record.writeUInt32LE(known ? crc : 0, 14)
  record.writeUInt32LE(known ? packed : 0, 18)
  record.writeUInt32LE(known ? size : 0, 22)
  record.writeUInt16LE(raw.length, 26)
  return Buffer.concat([record, raw])
}

/** What follows the data of a member whose size was not known before it. */
export function dataDescriptor({ flags, crc, packed, size }: ZipMember): Buffer {
  if ((flags & sizesFollowFlag) === 0) return Buffer.alloc(0)
  const record = Buffer.alloc(16)
  record.writeUInt32LE(0x08074b50, 0)
  record.writeUInt32LE(crc, 4)
  record.writeUInt32LE(packed, 8)
  record.writeUInt32LE(size, 12)
  return record
}

export function centralRecord({ name, flags, method, crc, packed, size, offset }: ZipMember): Buffer {
  const raw = Buffer.from(name)
  const record = Buffer.alloc(46)
  record.writeUInt32LE(0x02014b50, 0)
  record.writeUInt16LE(madeBy, 4)
  record.writeUInt16LE(needed, 6)
  record.writeUInt16LE(flags, 8)
  record.writeUInt16LE(method, 10)
  record.writeUInt16LE(time, 12)
  record.writeUInt16LE(epochDay, 14)
  record.writeUInt32LE(crc, 16)
  record.writeUInt32LE(packed, 20)
  record.writeUInt32LE(size, 24)
  record.writeUInt16LE(raw.length, 28)
  record.writeUInt32LE(plainFile, 38)
  record.writeUInt32LE(offset, 42)
  return Buffer.concat([record, raw])
}

export const endRecordLength = 22

export function endRecord(members: number, length: number, offset: number): Buffer {
  const record = Buffer.alloc(endRecordLength)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(members, 8)
  record.writeUInt16LE(members, 10)
  record.writeUInt32LE(length, 12)
  record.writeUInt32LE(offset, 16)
  return record
}
