import { readFileSync } from 'node:fs'

/** Whether a process runs. One that has ended, and that nobody has cleared away yet, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    // A system without such a folder, or it has just been cleared away.
    return process.platform !== 'linux'
  }
}
