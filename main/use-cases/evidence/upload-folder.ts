import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'countersign-package-'
/** No check takes as long. */
const dayMs = 24 * 60 * 60_000

/** A folder for one upload, which nobody else can look into. What a program that was killed left behind goes now. */
export async function uploadFolder(now: number): Promise<string> {
  await sweep(now)
  return mkdtemp(join(tmpdir(), prefix))
}

async function sweep(now: number): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const name of names) if (name.startsWith(prefix)) await removeOld(join(tmpdir(), name), now).catch(() => {})
}

/** Others keep theirs in the same place; and a link with such a name leads anywhere. */
async function removeOld(folder: string, now: number): Promise<void> {
  const found = await lstat(folder)
  const isOurs = process.getuid === undefined || found.uid === process.getuid()
  if (found.isDirectory() && isOurs && now - found.mtimeMs > dayMs) await rm(folder, { recursive: true, force: true })
}
