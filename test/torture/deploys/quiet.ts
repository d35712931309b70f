import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../fakes/is-alive.ts'

/** Waits until nothing works in that folder any more, the services that run there aside: a push outlives who began it. */
export async function quietIn(folder: string): Promise<void> {
  for (let n = 0; n < 3_000; n++) {
    if (!readdirSync('/proc').some((name) => /^\d+$/.test(name) && worksIn(name, folder))) return
    await delay(10)
  }
  throw new Error(`something still works in ${folder}`)
}

function worksIn(pid: string, folder: string): boolean {
  if (Number(pid) === process.pid) return false
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return command.includes(folder) && !command.includes('git-service.ts') && isAlive(Number(pid))
  } catch {
    return false
  }
}
