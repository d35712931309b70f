import { Worker } from 'node:worker_threads'
import type { Report } from '../../ledger/verify.ts'
import type { WorkerMessage } from '../../ledger/verify-worker.ts'
import { StoreError } from '../../store/errors.ts'
import type { VerifyJob } from './verify-database.ts'

/** Each takes a thread and a connection, so only so many run at once. */
const most = 4
let running = 0

/** Hashing a long ledger would stop the window or the server for seconds, so it is done on a thread of its own. */
export function verifyInWorker(
  job: VerifyJob,
  signal: AbortSignal | undefined,
  onProgress?: (checked: number, size: number) => void,
): Promise<Report> {
  if (running === most)
    return Promise.reject(new StoreError('store_busy', 'verifications are running already; wait for one to end'))
  running += 1
  const { promise, resolve, reject } = Promise.withResolvers<Report>()
  const worker = new Worker(workerFile(), { workerData: job })
  worker.on('message', (message: WorkerMessage) => {
    if ('report' in message) resolve(message.report)
    else if ('fault' in message) reject(new StoreError(message.fault, message.message))
    else if ('error' in message) reject(message.error)
    else onProgress?.(message.checked, message.size)
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the verification ended without a report')))
  const stop = () => reject(signal?.reason)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  return promise.finally(() => {
    running -= 1
    signal?.removeEventListener('abort', stop)
    return worker.terminate()
  })
}

/** Run from the sources, the worker stands beside the ledger; in a build, beside the bundle that holds this file. */
function workerFile(): URL {
  const here = import.meta.url
  return here.endsWith('.ts') ? new URL('../../ledger/verify-worker.ts', here) : new URL('./verify-worker.js', here)
}
