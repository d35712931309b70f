import { parentPort, workerData } from 'node:worker_threads'
import { asStoreError, StoreError, type StoreFault } from '../store/errors.ts'
import { type VerifyJob, verifyDatabase } from '../use-cases/audit/verify-database.ts'
import type { Report } from './verify.ts'

/** What the worker says, in order: progress, then one of the others. A message keeps no class, so a fault goes by name. */
export type WorkerMessage =
  | { checked: number; size: number }
  | { report: Report }
  | { fault: StoreFault; message: string }
  | { error: unknown }

const say = (message: WorkerMessage): void => parentPort?.postMessage(message)

try {
  const report = await verifyDatabase(workerData as VerifyJob, (checked, size) => say({ checked, size }))
  say({ report })
} catch (error) {
  const named = asStoreError(error)
  say(named instanceof StoreError ? { fault: named.fault, message: named.message } : { error })
}
