import { open, rm, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const staleMs = 30_000
const everyMs = 25

/**
 * One at a time among all consoles of this person. Whoever was killed in it left its file behind, which is past its time
 * after half a minute: what is done here takes a third of that at most.
 */
export async function withFileLock<T>(file: string, use: () => Promise<T>): Promise<T> {
  while (!(await take(file))) await pause(everyMs)
  try {
    return await use()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > staleMs) await rm(file, { force: true })
    return false
  }
}
