import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { verifyInWorker } from '../../evidence/verify-in-worker.ts'
import type { PackageReport } from '../../evidence/verify-package.ts'
import { StoreError } from '../../store/errors.ts'

export type Upload = {
  bytes: AsyncIterable<Uint8Array> | null
  /** How many there may be. */
  limit: number
  signal: AbortSignal
}

/** Each takes a thread, and room on the disk for as long as it is being sent. */
const most = 2
let running = 0

/**
 * Checks a package that is being sent. It is kept in a file of its own that only this user can read, because a zip is
 * read from its end; the file is gone before anybody hears what was found. Nothing is unpacked to disk.
 */
export async function verifyUpload({ bytes, limit, signal }: Upload): Promise<Result<PackageReport>> {
  if (running === most) throw new StoreError('store_busy', 'packages are being checked already; wait for one to end')
  running += 1
  const folder = await mkdtemp(join(tmpdir(), 'countersign-package-')).catch((error) => {
    running -= 1
    throw error
  })
  const file = join(folder, 'package.zip')
  try {
    const kept = await keep(file, bytes, limit, signal)
    return kept.ok ? ok(await verifyInWorker({ file }, signal)) : kept
  } finally {
    running -= 1
    await rm(folder, { recursive: true, force: true })
  }
}

async function keep(file: string, bytes: Upload['bytes'], limit: number, signal: AbortSignal): Promise<Result<void>> {
  const handle = await open(file, 'wx', 0o600)
  let size = 0
  try {
    for await (const piece of bytes ?? []) {
      signal.throwIfAborted()
      size += piece.length
      if (size > limit) return tooLarge(limit)
      await handle.writeFile(piece)
    }
    return ok(undefined)
  } finally {
    await handle.close()
  }
}

export const tooLarge = (limit: number): Result<never> =>
  refuse(
    'body_too_large',
    `A package may have ${Math.floor(limit / 1024 / 1024)} MiB at most here; check a larger one with \`evidence verify\`.`,
    {
      limit_bytes: limit,
    },
  )
