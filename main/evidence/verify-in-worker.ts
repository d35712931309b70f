import { Worker } from 'node:worker_threads'
import type { EvidenceJob, EvidenceMessage } from './evidence-worker.ts'
import type { PackageReport } from './verify-package.ts'

/** Hashing a long package would stop the window or the server for seconds, so it is done on a thread of its own. */
export function verifyInWorker(job: EvidenceJob, signal: AbortSignal): Promise<PackageReport> {
  const { promise, resolve, reject } = Promise.withResolvers<PackageReport>()
  const worker = new Worker(workerFile(), { workerData: job })
  worker.on('message', (message: EvidenceMessage) => {
    if ('report' in message) resolve(message.report)
    else reject(message.error)
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the verification ended without a report')))
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  return promise.finally(() => {
    signal.removeEventListener('abort', stop)
    return worker.terminate()
  })
}

/** Run from the sources, the worker stands beside this file; in a build, beside the bundle that holds it. */
function workerFile(): URL {
  const here = import.meta.url
  return new URL(here.endsWith('.ts') ? './evidence-worker.ts' : './evidence-worker.js', here)
}
