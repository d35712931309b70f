import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Timer } from '../../../shared/domain/attention-keeper.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { verifyInWorker } from '../../evidence/verify-in-worker.ts'
import type { PackageReport } from '../../evidence/verify-package.ts'
import { StoreError } from '../../store/errors.ts'
import { receiveUpload, type Sent } from './receive-upload.ts'
import { uploadFolder } from './upload-folder.ts'

export type Upload = Omit<Sent, 'timer'> & { timer?: Timer }

const systemTimer: Timer = {
  now: Date.now,
  after(ms, run) {
    const timeout = setTimeout(run, ms)
    return () => clearTimeout(timeout)
  },
}

/** Each takes a thread, and room on the disk for as long as it is being sent. */
const most = 2
let running = 0

/**
 * Checks a package that is being sent. It is kept in a file of its own, because a zip is read from its end; the file is
 * gone before anybody hears what was found. Nothing is unpacked to disk.
 */
export async function verifyUpload({ timer = systemTimer, ...sent }: Upload): Promise<Result<PackageReport>> {
  if (running === most) throw new StoreError('store_busy', 'packages are being checked already; wait for one to end')
  running += 1
  try {
    return await checkIn(await uploadFolder(timer.now()), { ...sent, timer })
  } finally {
    running -= 1
  }
}

async function checkIn(folder: string, sent: Sent): Promise<Result<PackageReport>> {
  const file = join(folder, 'package.zip')
  try {
    const kept = await receiveUpload(file, sent)
    return kept.ok ? await verifyInWorker({ file }, sent.signal) : kept
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
