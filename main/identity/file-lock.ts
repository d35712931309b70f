import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreError } from '../store/errors.ts'

type Times = {
  /** A lock that nobody has touched for so long was left behind. */
  staleMs: number
  touchMs: number
  patienceMs: number
}
const usual: Times = { staleMs: 30_000, touchMs: 5_000, patienceMs: 60_000 }
const everyMs = 25

/**
 * One at a time among all consoles of this person. Whoever holds it touches its file, so that a file which nobody
 * touches was left behind by somebody who was killed, and is taken over.
 */
export async function withFileLock<T>(file: string, use: () => Promise<T>, times: Partial<Times> = {}): Promise<T> {
  const { staleMs, touchMs, patienceMs } = { ...usual, ...times }
  const nonce = crypto.randomUUID()
  const givesUpAt = performance.now() + patienceMs
  while (!(await take(file, nonce, staleMs))) {
    if (performance.now() > givesUpAt) throw new StoreError('store_busy', held)
    await pause(everyMs)
  }
  const touching = setInterval(() => void touch(file, nonce), touchMs)
  touching.unref()
  try {
    return await use()
  } finally {
    clearInterval(touching)
    await removeOf(nonce, file)
  }
}

const held = 'another console or command of this person kept the sign-in to itself for too long; try again in a minute'

async function take(file: string, nonce: string, staleMs: number): Promise<boolean> {
  try {
    const lock = await open(file, 'wx', 0o600)
    await lock.writeFile(nonce).finally(() => lock.close())
    return true
  } catch (error) {
    if (!isCalled(error, 'EEXIST')) throw error
    const holder = await nonceIn(file)
    // A clock that was set back leaves files of the future.
    if (holder !== undefined && Math.abs(await ageOf(file)) > staleMs) await removeOf(holder, file)
    return false
  }
}

/** Only what this holder wrote: who came too late for their own must not let a third one in beside the next. */
async function removeOf(nonce: string, file: string): Promise<void> {
  if ((await nonceIn(file)) !== nonce) return
  const aside = `${file}.${crypto.randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (isCalled(error, 'ENOENT')) return
    throw error
  }
  // Between looking and moving somebody may have taken it over: then it goes back.
  if ((await nonceIn(aside)) !== nonce) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

async function touch(file: string, nonce: string): Promise<void> {
  const now = new Date()
  if ((await nonceIn(file)) === nonce) await utimes(file, now, now).catch(() => {})
}

const nonceIn = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined)

const ageOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )

const isCalled = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
