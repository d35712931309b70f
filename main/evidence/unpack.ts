import { readSync } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { Flaw } from './flaw.ts'
import { deflated, type ZipMember } from './zip-records.ts'

/** Large pieces: each costs a way to a thread and back. */
const pieceLength = 128 * 1024

/**
 * What a member unpacks to, piece by piece. All of what is packed has to be the one deflate stream: an inflater passes
 * over what stands behind its end, so that anything at all could be hidden there.
 */
export async function* unpack(fd: number, member: ZipMember): AsyncGenerator<Buffer> {
  const { name, method, packed } = member
  if (method !== deflated) return yield* packedIn(fd, member)
  const inflater = createInflateRaw({ chunkSize: pieceLength })
  // Whoever reads from the inflater hears of its errors; those of the file go there too.
  pipeline(Readable.from(packedIn(fd, member), { objectMode: false }), inflater, () => {})
  yield* inflater
  const behind = packed - inflater.bytesWritten
  if (behind !== 0) throw new Flaw(name, null, `${behind} bytes stand behind the end of what is packed`)
}

/** The file stays the caller's: a stream over it would close it whenever it is left early. */
function* packedIn(fd: number, { name, packed, offset }: ZipMember): Generator<Buffer> {
  const start = offset + 30 + Buffer.byteLength(name)
  for (let at = 0; at < packed; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceLength, packed - at))
    const read = readSync(fd, piece, 0, piece.length, start + at)
    if (read === 0) throw new Flaw(name, null, 'the file ends before it does')
    at += read
    yield piece.subarray(0, read)
  }
}
