import { asStoreError, StoreError } from '../store/errors.ts'
import type { VerifyJob } from '../use-cases/audit/verify-database.ts'
import { verifyInWorker } from '../use-cases/audit/verify-in-worker.ts'

const encoder = new TextEncoder()

/** A verification as events: `progress` while it runs, `report` at its end, `error` if there is none. Cancelling stops it. */
export function verifyStream(job: VerifyJob, stopping: AbortSignal): ReadableStream<Uint8Array> {
  const cancelled = new AbortController()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // After a cancel the stream takes nothing more; the worker may still be saying something.
      const say = (event: string, data: unknown) => {
        if (!cancelled.signal.aborted)
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
      }
      verifyInWorker(job, AbortSignal.any([cancelled.signal, stopping]), (checked, size) =>
        say('progress', { checked, size }),
      )
        .then((report) => say('report', report))
        .catch((error: unknown) => say('error', failure(error)))
        .finally(() => {
          if (!cancelled.signal.aborted) controller.close()
        })
    },
    cancel: () => cancelled.abort(),
  })
}

function failure(error: unknown): { code: string; detail: string } {
  const named = asStoreError(error)
  return named instanceof StoreError
    ? { code: named.fault, detail: named.message }
    : { code: 'internal_error', detail: 'The verification could not be finished.' }
}
