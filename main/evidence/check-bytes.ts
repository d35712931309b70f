import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { evidenceFiles } from '../../shared/domain/evidence/format.ts'
import type { PackageBytes } from '../../shared/domain/evidence/statement.ts'
import { Flaw, wholePackage } from './flaw.ts'
import type { PackageZip } from './read-zip.ts'

const pieceLength = 256 * 1024

/** Whether the bytes of the file, packed as they are, are those that were signed: up to the statement's own record. */
export function checkBytes(fd: number, zip: PackageZip, signed: PackageBytes): void {
  if (zip.member(evidenceFiles.statement)?.offset !== signed.bytes)
    throw new Flaw(evidenceFiles.statement, null, 'it does not stand where it stood when it was signed')
  const sum = createHash('sha256')
  const piece = Buffer.allocUnsafe(pieceLength)
  for (let at = 0; at < signed.bytes; ) {
    const read = readSync(fd, piece, 0, Math.min(pieceLength, signed.bytes - at), at)
    if (read === 0) break
    sum.update(piece.subarray(0, read))
    at += read
  }
  if (sum.digest('hex') !== signed.sha256)
    throw new Flaw(wholePackage, null, 'its bytes are not those that were signed: it was packed anew')
}
