import { createHash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'

/**
 * Passes bytes on and counts and hashes them, all but the last few: the statement at the end of a package speaks of the
 * bytes before its own record, and that record's beginning has passed already when it is asked for.
 */
export class Tally extends Transform {
  #hash = createHash('sha256')
  #held = Buffer.alloc(0)
  #hold: number
  #seen = 0
  #asked: { at: number; tell(sha256: string): void } | undefined

  constructor(hold: number) {
    super()
    this.#hold = hold
  }

  /** How many bytes somebody took of it. */
  get taken(): number {
    return this.#seen - this.readableLength
  }

  /** SHA-256 of the first `at` bytes without those held back, once that many have passed and before any more have. */
  upTo(at: number): Promise<string> {
    return new Promise((tell) => {
      this.#asked = { at, tell }
      this.#answer()
    })
  }

  override _transform(chunk: Buffer, _: BufferEncoding, passOn: TransformCallback): void {
    this.#seen += chunk.length
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const free = Math.max(0, all.length - this.#hold)
    this.#hash.update(all.subarray(0, free))
    this.#held = Buffer.from(all.subarray(free))
    this.#answer()
    passOn(null, chunk)
  }

  #answer(): void {
    if (this.#asked?.at !== this.#seen) return
    this.#asked.tell(this.#hash.copy().digest('hex'))
    this.#asked = undefined
  }
}
