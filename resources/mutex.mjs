// One at a time across processes: a folder that holds its owner's name.
//
// The folder is made complete under another name and renamed into place, so it is never seen without its owner. A dead
// owner's file is removed by its own name, which can never hit a newer owner's, and an empty folder is free for all.
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { say } from './processes.mjs'

const patienceMs = 10 * 60_000

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const quietly = (action) => {
  try {
    return action()
  } catch {
    return undefined
  }
}

function tryToTake(lock, owner) {
  const draft = `${lock}.${owner}`
  mkdirSync(draft, { recursive: true })
  writeFileSync(join(draft, owner), '')
  try {
    renameSync(draft, lock)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // EPERM and EACCES are what Windows says where others say "not empty".
    const isTaken = ['ENOTEMPTY', 'EEXIST'].includes(error.code) || process.platform === 'win32'
    if (!isTaken) throw error
    return false
  }
}

/** The living owner's pid, after whatever dead ones left has been cleared away. */
function livingOwner(lock) {
  for (const name of quietly(() => readdirSync(lock)) ?? []) {
    const pid = Number(name.split('-')[0])
    if (isAlive(pid)) return pid
    rmSync(join(lock, name), { force: true })
  }
  quietly(() => rmdirSync(lock))
  return undefined
}

/**
 * Runs `task` while holding `lock`; waits, with one line that says for whom, while another process holds it.
 * The task names the children that work under the lock, so that they keep it should this process be killed.
 */
export async function withLock(lock, purpose, task) {
  const owner = `${process.pid}-${Math.random().toString(36).slice(2)}`
  const owners = [owner]
  const holdFor = (pid) => {
    owners.push(`${pid}-child-of-${owner}`)
    writeFileSync(join(lock, owners.at(-1)), '')
  }
  const release = () => {
    for (const name of owners) rmSync(join(lock, name), { force: true })
    quietly(() => rmdirSync(lock))
  }
  const since = Date.now()
  let told = false
  while (!tryToTake(lock, owner)) {
    const pid = livingOwner(lock)
    if (pid === undefined) continue
    if (!told) say(`Waiting for process ${pid}, which is at ${purpose} …`)
    told = true
    if (Date.now() - since > patienceMs)
      throw new Error(`Process ${pid} is still at ${purpose}. If it is not, remove ${lock}.`)
    await wait(250)
  }
  process.on('exit', release)
  try {
    return await task(holdFor)
  } finally {
    process.off('exit', release)
    release()
  }
}
