/** Where what stands in a package: found by following its own list, which is trusted here. */
export type Part = { what: PartKind; start: number; end: number }
export const partKinds = ['local', 'name', 'packed', 'last-packed', 'descriptor', 'central', 'end'] as const
type PartKind = (typeof partKinds)[number]

export function partsOf(zip: Buffer): Part[] {
  const parts: Part[] = []
  const end = zip.length - 22
  let at = zip.readUInt32LE(end + 16)
  while (at < end) {
    const nameLength = zip.readUInt16LE(at + 28)
    const start = zip.readUInt32LE(at + 42)
    const packed = zip.readUInt32LE(at + 20)
    const data = start + 30 + nameLength
    parts.push({ what: 'local', start, end: start + 30 }, { what: 'name', start: start + 30, end: data })
    if (packed > 0) {
      parts.push({ what: 'packed', start: data, end: data + packed })
      // In the last byte of what is packed some bits mean nothing at all.
      parts.push({ what: 'last-packed', start: data + packed - 1, end: data + packed })
    }
    if ((zip.readUInt16LE(at + 8) & 8) !== 0)
      parts.push({ what: 'descriptor', start: data + packed, end: data + packed + 16 })
    parts.push({ what: 'central', start: at, end: at + 46 + nameLength })
    at += 46 + nameLength
  }
  parts.push({ what: 'end', start: end, end: zip.length })
  return parts
}
