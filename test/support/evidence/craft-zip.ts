import { crc32, deflateRawSync } from 'node:zlib'

/** A member with whatever a zip can say of one, true or not. */
export type Crafted = {
  name: string | Buffer
  data?: Buffer
  deflate?: boolean
  flags?: number
  method?: number
  attributes?: number
  /** What the list of members says, if not the truth. */
  size?: number
  packed?: number
  offset?: number
  extra?: Buffer
  comment?: Buffer
  localName?: string
  localCrc?: number
}

const plain = (0o100644 << 16) >>> 0

/** Put together by hand: a library would refuse to. */
export function craftZip(
  members: readonly Crafted[],
  { between = Buffer.alloc(0), count = members.length } = {},
): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let at = 0
  for (const member of members) {
    const {
      data = Buffer.from('text\n'),
      deflate = false,
      flags = 0x0800,
      extra = Buffer.alloc(0),
      comment = Buffer.alloc(0),
    } = member
    const bytes = deflate ? deflateRawSync(data) : data
    const method = member.method ?? (deflate ? 8 : 0)
    const name = Buffer.from(member.name)
    const sizes = { crc: crc32(data), packed: member.packed ?? bytes.length, size: member.size ?? data.length }

    const localName = Buffer.from(member.localName ?? name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    shared(local, 4, {
      ...sizes,
      crc: member.localCrc ?? sizes.crc,
      flags,
      method,
      nameLength: localName.length,
      extraLength: 0,
    })
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(0x033f, 4)
    shared(central, 6, { ...sizes, flags, method, nameLength: name.length, extraLength: extra.length })
    central.writeUInt16LE(comment.length, 32)
    central.writeUInt32LE(member.attributes ?? plain, 38)
    central.writeUInt32LE(member.offset ?? at, 42)
    const record = Buffer.concat([local, localName, bytes, between])
    locals.push(record)
    centrals.push(central, name, extra, comment)
    at += record.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}

type Shared = {
  crc: number
  packed: number
  size: number
  flags: number
  method: number
  nameLength: number
  extraLength: number
}

function shared(record: Buffer, at: number, of: Shared): void {
  record.writeUInt16LE(20, at)
  record.writeUInt16LE(of.flags, at + 2)
  record.writeUInt16LE(of.method, at + 4)
  record.writeUInt16LE(0x0021, at + 8)
  record.writeUInt32LE(of.crc, at + 10)
  record.writeUInt32LE(of.packed, at + 14)
  record.writeUInt32LE(of.size, at + 18)
  record.writeUInt16LE(of.nameLength, at + 22)
  record.writeUInt16LE(of.extraLength, at + 24)
}
