import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { z } from 'zod'
import { evidenceBounds, type ManifestFile } from '../../shared/domain/evidence/format.ts'
import { Flaw } from './flaw.ts'
import type { PackageZip } from './read-zip.ts'

/** What the manifest says of a file; nothing of the manifest itself and of the statement over it. */
export type Claimed = Pick<z.infer<typeof ManifestFile>, 'size' | 'sha256'>

/** A member's bytes, unpacked piece by piece. Once the last has been taken, they are all that was claimed of them. */
export async function* readMember(zip: PackageZip, name: string, claimed?: Claimed): AsyncGenerator<Buffer> {
  const member = zip.member(name)
  if (!member) throw new Flaw(name, null, 'it is not in the package')
  if (claimed && claimed.size !== member.size)
    throw new Flaw(name, null, `it has ${member.size} bytes, and ${claimed.size} by manifest.json`)
  const sum = createHash('sha256')
  let crc = 0
  let size = 0
  try {
    for await (const piece of zip.open(name)) {
      sum.update(piece)
      crc = crc32(piece, crc)
      size += piece.length
      if (size > member.size) throw new Flaw(name, null, 'it unpacks to more bytes than it says')
      yield piece
    }
  } catch (error) {
    throw error instanceof Flaw ? error : new Flaw(name, null, `it cannot be unpacked: ${sayingOf(error)}`)
  }
  if (size !== member.size) throw new Flaw(name, null, 'it unpacks to fewer bytes than it says')
  if (crc !== member.crc) throw new Flaw(name, null, 'its checksum is not that of its bytes')
  if (claimed && sum.digest('hex') !== claimed.sha256)
    throw new Flaw(name, null, 'its SHA-256 is not the one in manifest.json: it was changed')
}

/** A member that is small by what it is, whole. */
export async function readSmall(zip: PackageZip, name: string, claimed?: Claimed): Promise<string> {
  const size = zip.member(name)?.size ?? 0
  if (size > evidenceBounds.smallBytes) throw new Flaw(name, null, `it has ${size} bytes, which it never needs`)
  const pieces: Buffer[] = []
  for await (const piece of readMember(zip, name, claimed)) pieces.push(piece)
  return asText(name, Buffer.concat(pieces))
}

export function asText(name: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Flaw(name, null, 'it is not UTF-8')
  return bytes.toString('utf8')
}

const sayingOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
