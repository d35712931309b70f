import { parentPort, workerData } from 'node:worker_threads'
import { type VerifyJob, verifyDatabase } from '../use-cases/audit/verify-database.ts'
import type { Report } from './verify.ts'

/** What the worker says, in order: progress, then one of the other two. */
export type WorkerMessage = { checked: number; size: number } | { report: Report } | { error: unknown }

const say = (message: WorkerMessage): void => parentPort?.postMessage(message)

try {
  const report = await verifyDatabase(workerData as VerifyJob, (checked, size) => say({ checked, size }))
  say({ report })
} catch (error) {
  say({ error })
}
