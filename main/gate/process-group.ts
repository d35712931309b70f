import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const posix = process.platform !== 'win32'

/** A group of its own: whatever it starts ends with it, and Ctrl-C at the terminal is for us to answer. */
export const ownGroup = { detached: posix, windowsHide: true } as const

/** To the program and to everything that it started. */
export function signalGroup({ pid }: Pick<ChildProcess, 'pid'>, signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void {
  if (pid === undefined) return
  if (!posix) {
    // Windows knows no asking: what has no window is only ever ended.
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // All of it has ended by itself.
  }
}

export function isGroupAlive({ pid }: Pick<ChildProcess, 'pid'>): boolean {
  if (pid === undefined || !posix) return false
  try {
    process.kill(-pid, 0)
  } catch {
    // Nobody is left, or only what is not ours to end.
    return false
  }
  return process.platform !== 'linux' || isAnyAlive(pid)
}

/** What has ended counts as there until its parent clears it away, and in a container there may be none that does. */
function isAnyAlive(group: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(itsGroup) === group && state !== 'Z' && state !== 'X'
    } catch {
      return false
    }
  })
}

const running = new Set<ChildProcess>()
const endAll = () => {
  for (const child of running) signalGroup(child, 'SIGTERM')
}

/**
 * Is asked to end when this process does, should that be first. Not killed: git would leave locks behind that nobody
 * takes away, and a remote could not be pushed to any more. Hands back what forgets it.
 */
export function endWithUs(child: ChildProcess): () => void {
  if (running.size === 0) process.on('exit', endAll)
  running.add(child)
  return () => {
    running.delete(child)
    if (running.size === 0) process.off('exit', endAll)
  }
}
