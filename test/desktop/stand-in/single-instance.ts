import { mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Listener = (argv: string[], cwd: string) => void

let held: string | undefined

/** As the runtime does: answers at once, and hands a second program's arguments to the first. */
export function claimLock(folder: string, onSecond: Listener): boolean {
  const lock = join(folder, 'stand-in-lock')
  try {
    mkdirSync(lock)
  } catch {
    if (isAlive(Number(readFileSync(join(lock, 'pid'), 'utf8')))) {
      const letter = join(lock, `${process.pid}.json`)
      writeFileSync(`${letter}.part`, JSON.stringify({ argv: process.argv, cwd: process.cwd() }))
      renameSync(`${letter}.part`, letter)
      return false
    }
    rmSync(lock, { recursive: true })
    mkdirSync(lock)
  }
  held = lock
  writeFileSync(join(lock, 'pid'), String(process.pid))
  const watcher = watch(lock, (_event, name) => {
    if (name?.endsWith('.json') !== true) return
    const letter = take(join(lock, name))
    if (letter !== undefined) onSecond(letter.argv, letter.cwd)
  })
  watcher.unref()
  return true
}

export function releaseLock(): void {
  if (held !== undefined) rmSync(held, { recursive: true, force: true })
}

// A letter is told of more than once, and may be gone by the second time.
function take(path: string): { argv: string[]; cwd: string } | undefined {
  try {
    const letter = JSON.parse(readFileSync(path, 'utf8')) as { argv: string[]; cwd: string }
    rmSync(path)
    return letter
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
