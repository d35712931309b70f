import { createHash } from 'node:crypto'
import { finished, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { Tally } from './tally.ts'

declare module 'yazl' {
  interface ZipFile {
    /** How many bytes it has written so far. Its types leave it out. */
    outputStreamCursor: number
  }
}

export type Written = { name: string; size: number; sha256: string }
/** Texts in the order in which they are written; made as they are taken, so that no member is ever in memory whole. */
export type Member = { name: string; texts(): Iterable<string> | AsyncIterable<string> }
/** What stands last, and speaks of all before it. */
export type LastMember = { name: string; text(packed: { bytes: number; sha256: string }): string }

/** Nothing of a clock or of this machine goes into a package. */
const fixed = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 } as const
const localRecordLength = 30

/**
 * A zip as it is made, as fast as somebody takes it. When anything fails, or whoever takes it goes away, the stream is
 * destroyed: what was got of it then has no end and is no zip.
 */
export function zipStream(members: readonly Member[], last: LastMember, onWritten: (member: Written) => void): Tally {
  const zip = new ZipFile()
  const tally = new Tally(localRecordLength + Buffer.byteLength(last.name))
  let source: Readable | undefined

  const from = (texts: AsyncIterable<Buffer>): Readable => {
    source = Readable.from(texts, { objectMode: false })
    source.on('error', (error) => tally.destroy(error))
    return source
  }
  for (const member of members)
    zip.addReadStreamLazy(member.name, fixed, (take) => take(null, from(counted(member, onWritten))))
  zip.addReadStreamLazy(last.name, { ...fixed, compress: false }, (take) => {
    const at = zip.outputStreamCursor
    void tally.upTo(at).then((sha256) => {
      const text = last.text({ bytes: at - localRecordLength - Buffer.byteLength(last.name), sha256 })
      take(null, from(inOne(text)))
    })
  })
  zip.end()
  zip.on('error', (error: Error) => tally.destroy(error))
  finished(tally, () => source?.destroy())
  zip.outputStream.pipe(tally)
  return tally
}

const chunkLength = 64 * 1024

/** In pieces that are worth packing; each is let go of before the next is made. */
async function* counted({ name, texts }: Member, onWritten: (member: Written) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let size = 0
  let piece: string[] = []
  let length = 0
  const taken = () => {
    const bytes = Buffer.from(piece.join(''))
    hash.update(bytes)
    size += bytes.length
    piece = []
    length = 0
    return bytes
  }
  for await (const text of texts()) {
    piece.push(text)
    length += text.length
    if (length >= chunkLength) yield taken()
  }
  if (length > 0) yield taken()
  onWritten({ name, size, sha256: hash.digest('hex') })
}

async function* inOne(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}
