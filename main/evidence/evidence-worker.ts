import { closeSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { type PackageReport, verifyPackage } from './verify-package.ts'

/** What the worker says: its report, or that it could not make one. */
export type EvidenceMessage = { report: PackageReport } | { error: unknown }
export type EvidenceJob = { file: string }

const say = (message: EvidenceMessage): void => parentPort?.postMessage(message)

try {
  const { file } = workerData as EvidenceJob
  const fd = openSync(file, 'r')
  try {
    say({ report: await verifyPackage(fd) })
  } finally {
    closeSync(fd)
  }
} catch (error) {
  say({ error })
}
