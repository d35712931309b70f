import { open } from 'node:fs/promises'
import type { Timer } from '../../../shared/domain/attention-keeper.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'

export type Sent = {
  bytes: ReadableStream<Uint8Array> | null
  /** How many there may be. */
  limit: number
  signal: AbortSignal
  timer: Timer
}

export const patience = {
  /** For how long nothing may come. */
  stallMs: 30_000,
  /** For how long it may take altogether. */
  totalMs: 10 * 60_000,
  /** What has to come on the average once the first stall would be over: less is a sender that wants to keep the place. */
  bytesPerSecond: 32 * 1024,
} as const

/** Keeps what is sent in a file that only this user can read. Whoever sends nothing, or hardly anything, is not waited for. */
export async function receiveUpload(file: string, { bytes, limit, signal, timer }: Sent): Promise<Result<void>> {
  const handle = await open(file, 'wx', 0o600)
  const reader = bytes?.getReader()
  const begun = timer.now()
  let size = 0
  try {
    while (reader !== undefined) {
      const spent = timer.now() - begun
      const left = patience.totalMs - spent
      const isSlow = spent > patience.stallMs && size < (spent / 1000) * patience.bytesPerSecond
      if (left <= 0 || isSlow) return tooSlow
      const read = await within(reader.read(), Math.min(patience.stallMs, left), { signal, timer })
      if (read === undefined) return tooSlow
      if (read.done) break
      size += read.value.length
      if (size > limit) return tooLarge(limit)
      await handle.writeFile(read.value)
    }
    return ok(undefined)
  } finally {
    // Not cancelled: that would end the connection before the answer is sent.
    reader?.releaseLock()
    await handle.close()
  }
}

/** Nothing, where it does not come in time. */
function within<T>(
  coming: Promise<T>,
  ms: number,
  { signal, timer }: Pick<Sent, 'signal' | 'timer'>,
): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>()
  const stop = () => reject(signal.reason)
  const callOff = timer.after(ms, () => resolve(undefined))
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  coming.then(resolve, reject)
  return promise.finally(() => {
    callOff()
    signal.removeEventListener('abort', stop)
  })
}

const tooSlow: Result<never> = refuse(
  'invalid_input',
  'The package did not come, or came too slowly to be waited for; nothing was checked. Send it again, or check it with `evidence verify`.',
)

export const tooLarge = (limit: number): Result<never> =>
  refuse(
    'body_too_large',
    `A package may have ${Math.floor(limit / 1024 / 1024)} MiB at most here; check a larger one with \`evidence verify\`.`,
    { limit_bytes: limit },
  )
