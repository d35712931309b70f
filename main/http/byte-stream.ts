import type { Readable } from 'node:stream'

/**
 * Bytes for an answer, no faster than they are taken. Whoever goes away ends their making; and what fails is an answer that
 * breaks off, unless it fails because nobody waits for it any more. Node's own conversion calls that an error too. What failed
 * is for the log: a door may put what it is told at the end of the answer.
 */
export function byteStream(
  bytes: Readable,
  { gone, onError }: { gone: AbortSignal; onError: (error: unknown) => void },
): ReadableStream<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next()
          if (done) controller.close()
          else controller.enqueue(value as Uint8Array)
        } catch (error) {
          if (gone.aborted) return controller.close()
          onError(error)
          controller.error(new Error('the answer broke off'))
        }
      },
      cancel: () => void bytes.destroy(),
    },
    { highWaterMark: 0 },
  )
}
