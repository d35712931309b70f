import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, as its system tells it: with its number it is the same process, and not a later one that was given
 * the number again. Null where there is none, or nobody says.
 */
export function startedAt(pid: number): string | null {
  try {
    if (process.platform === 'linux') return inLinux(pid)
    if (process.platform === 'win32') return null
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 }).trim() || null
  } catch {
    return null
  }
}

function inLinux(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Ticks since this start of the machine.
  return fields[19] === undefined
    ? null
    : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`
}
