import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isGroupAlive, signalGroup } from './process-group.ts'
import { startedAt } from './started-at.ts'

/** How long it has to end by itself, and how long until what was ended is gone. */
const patienceMs = 3_000
const lastWaitMs = 2_000

const noting = new AsyncLocalStorage<string>()
const folderOf = (surfaceDir: string): string => join(surfaceDir, '.running')
const nameOf = (deploy_id: string, pid: number): string => `${deploy_id}.${pid}`

/** Whatever program runs for this deploy is written down for as long as it runs: it may outlive this process. */
export function notingGroups<T>(surfaceDir: string, deploy_id: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(folderOf(surfaceDir), { recursive: true, mode: 0o700 })
  return noting.run(join(folderOf(surfaceDir), deploy_id), work)
}

/** In the turn in which it was started. Hands back what forgets it. */
export function noteGroup(pid: number | undefined): () => void {
  const prefix = noting.getStore()
  const started = prefix === undefined || pid === undefined ? null : startedAt(pid)
  if (prefix === undefined || started === null) return () => {}
  const file = `${prefix}.${pid}`
  try {
    writeFileSync(file, started, { mode: 0o600 })
  } catch {
    // A disk that is full is in nobody's way: then it is not known after a crash.
  }
  return () => rmSync(file, { force: true })
}

/** What a process that is gone left running for a deploy: asked to end, then ended. Returns when it is gone. */
export async function endNotedGroups(surfaceDir: string, deploy_id: string): Promise<void> {
  await Promise.all(notedIn(folderOf(surfaceDir), deploy_id).map((each) => endGroup(each)))
}

type Noted = { file: string; pid: number; started: string }

function notedIn(folder: string, deploy_id: string): Noted[] {
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {
    // Nothing was ever noted there.
  }
  return names.flatMap((name) => {
    const pid = Number(name.slice(name.lastIndexOf('.') + 1))
    if (name !== nameOf(deploy_id, pid) || !Number.isSafeInteger(pid) || pid <= 1) return []
    return [{ file: join(folder, name), pid, started: readOr(join(folder, name), '') }]
  })
}

async function endGroup({ file, pid, started }: Noted): Promise<void> {
  const group = { pid }
  // The number alone may be somebody else's by now.
  if (started !== '' && startedAt(pid) === started) {
    signalGroup(group, 'SIGTERM')
    const asked = performance.now()
    let killed = false
    while (isGroupAlive(group) && performance.now() - asked < patienceMs + lastWaitMs) {
      if (!killed && performance.now() - asked >= patienceMs) {
        killed = true
        signalGroup(group, 'SIGKILL')
      }
      await pause(20)
    }
  }
  rmSync(file, { force: true })
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise
  }
}
