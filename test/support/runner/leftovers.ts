// Finds processes that outlive the step that started them, by a mark in the environment they inherited. Linux only.
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

type Leftover = { pid: number; command: string }

const graceMs = 3_000
const variable = 'COUNTERSIGN_TEST_STEP'

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const isRunning = (pid: string) => !/^State:\s+Z/m.test(read(`/proc/${pid}/status`))

function find(mark: string): Leftover[] {
  if (!existsSync('/proc/self/environ')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).includes(`${variable}=${mark}`) && isRunning(pid))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120) }))
}

function end({ pid }: Leftover): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}

export type Mark = { env: Record<string, string>; clear: () => Promise<Leftover[]> }

/** Marks what a step starts; `clear` waits a moment, ends what is still there, and tells what that was. */
export function markProcesses(): Mark {
  const mark = randomUUID()
  const clear = async () => {
    const since = Date.now()
    let left = find(mark)
    while (left.length > 0 && Date.now() - since < graceMs) {
      await wait(100)
      left = find(mark)
    }
    for (const leftover of left) end(leftover)
    return left
  }
  return { env: { [variable]: mark }, clear }
}
