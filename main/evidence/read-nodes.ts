import { evidenceFiles } from '../../shared/domain/evidence/format.ts'
import { Flaw } from './flaw.ts'
import type { NodeList } from './proof-walk.ts'
import { readLines } from './read-lines.ts'
import type { Claimed } from './read-member.ts'
import type { PackageZip } from './read-zip.ts'

const name = evidenceFiles.nodes
/** What is kept of it all at once: 128 MiB of hashes, many times what entries that fit a package need. */
const most = 4 * 1024 * 1024
/** 32 bytes in base64, and the end of the line. */
const lineLength = 45

/** The hashes that the proofs name, one a line. */
export async function readNodes(zip: PackageZip, claimed: Claimed): Promise<NodeList> {
  const count = claimed.size / lineLength
  if (!Number.isInteger(count) || count > most) throw new Flaw(name, null, 'it is not a list of hashes')
  const bytes = Buffer.allocUnsafe(count * 32)
  let at = 0
  for await (const lines of readLines(zip, name, claimed)) {
    for (const line of lines) {
      if (line.length !== lineLength - 1 || bytes.write(line, at * 32, 'base64') !== 32 || !isExact(bytes, at, line))
        throw new Flaw(name, `hash ${at}`, 'it is not a hash in base64')
      at += 1
    }
  }
  return { count: at, bytes }
}

const isExact = (bytes: Buffer, at: number, line: string): boolean =>
  bytes.toString('base64', at * 32, at * 32 + 32) === line
