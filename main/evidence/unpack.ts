import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { Flaw } from './flaw.ts'
import { deflated, type ZipMember } from './zip-records.ts'

/** Large pieces: each costs a way to a thread and back. */
const pieceLength = 256 * 1024

/**
 * What a member unpacks to, piece by piece. All of what is packed has to be the one deflate stream: an inflater passes
 * over what stands behind its end, so that anything at all could be hidden there.
 */
export async function* unpack(fd: number, { name, method, packed, offset }: ZipMember): AsyncGenerator<Buffer> {
  if (packed === 0) return
  const start = offset + 30 + Buffer.byteLength(name)
  const source = createReadStream('', {
    fd,
    start,
    end: start + packed - 1,
    autoClose: false,
    highWaterMark: pieceLength,
  })
  if (method !== deflated) return yield* source
  const inflater = createInflateRaw({ chunkSize: pieceLength })
  // Whoever reads from the inflater hears of its errors; those of the file go there too.
  pipeline(source, inflater, () => {})
  yield* inflater
  if (inflater.bytesWritten !== packed)
    throw new Flaw(name, null, `${packed - inflater.bytesWritten} bytes stand behind the end of what is packed`)
}
