import { Worker } from 'node:worker_threads'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { EvidenceJob, EvidenceMessage } from './evidence-worker.ts'
import type { PackageReport } from './verify-package.ts'

/** Many times what a package that fits its bounds needs; what a stranger sends cannot take the whole program with it. */
const memoryMb = 1024
/** Nearly everything is let go of at once: a small young generation costs no time and spares much memory. */
const youngMb = 8

/** Hashing a long package would stop the window or the server for seconds, so it is done on a thread of its own. */
export function verifyInWorker(
  job: EvidenceJob,
  signal: AbortSignal,
  maxOldGenerationSizeMb: number = memoryMb,
): Promise<Result<PackageReport>> {
  const { promise, resolve, reject } = Promise.withResolvers<Result<PackageReport>>()
  const worker = new Worker(workerFile(), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: youngMb },
  })
  worker.on('message', (message: EvidenceMessage) => {
    if ('report' in message) resolve(ok(message.report))
    else reject(message.error)
  })
  worker.on('error', (error) => {
    if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(tooMuch(maxOldGenerationSizeMb))
    else reject(error)
  })
  worker.on('exit', () => reject(new Error('the verification ended without a report')))
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  return promise.finally(() => {
    signal.removeEventListener('abort', stop)
    return worker.terminate()
  })
}

const tooMuch = (megabytes: number): Result<never> =>
  refuse(
    'body_too_large',
    `To check this package takes more than the ${megabytes} MiB of memory that it may take here; nothing can be said of it. Check it with \`evidence verify\`.`,
  )

/** Run from the sources, the worker stands beside this file; in a build, beside the bundle that holds it. */
function workerFile(): URL {
  const here = import.meta.url
  return new URL(here.endsWith('.ts') ? './evidence-worker.ts' : './evidence-worker.js', here)
}
