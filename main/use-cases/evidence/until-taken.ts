import { finished, type Readable } from 'node:stream'

const lookEveryMs = 10_000
const patience = 3
const longest = 360

/** `taken` counts the bytes that somebody took. */
export type Taken = Readable & { readonly taken: number }

/**
 * Until it is taken to its end, or given up. One moment of the database is held open behind it, and one of few slots: so of
 * whoever takes nothing of what there is for 30 s, or is not done after an hour, nothing more is waited for.
 */
export const untilTaken = (bytes: Taken): Promise<void> =>
  new Promise((done) => {
    let looks = 0
    let idle = 0
    let before = bytes.taken
    const timer = setInterval(() => {
      looks += 1
      const isLeft = bytes.readableLength > 0 && bytes.taken === before
      idle = isLeft ? idle + 1 : 0
      before = bytes.taken
      if (idle === patience) bytes.destroy(new Error('nothing of the export was taken for 30 s'))
      else if (looks === longest) bytes.destroy(new Error('the export was not taken within an hour'))
    }, lookEveryMs)
    finished(bytes, () => {
      clearInterval(timer)
      done()
    })
  })
