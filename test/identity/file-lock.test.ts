import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withFileLock } from '../../main/identity/file-lock.ts'
import { until } from '../http/until.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-lock-'))
  file = join(folder, 'c.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** As if somebody had touched it so long ago; of the future below zero. */
const touchedAgo = (ms: number) => utimesSync(file, new Date(Date.now() - ms), new Date(Date.now() - ms))
const leaveBehind = (ms: number) => {
  writeFileSync(file, 'of somebody')
  touchedAgo(ms)
}

test('one at a time, and nothing is left behind', async () => {
  let inside = 0
  let most = 0
  const one = () =>
    withFileLock(file, async () => {
      inside += 1
      most = Math.max(most, inside)
      await new Promise(setImmediate)
      inside -= 1
    })
  await Promise.all(Array.from({ length: 8 }, one))
  expect({ most, left: readdirSync(folder) }).toEqual({ most: 1, left: [] })
})

test('it is free again after what was done in it failed', async () => {
  const failing = withFileLock(file, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

test.each([
  ['left behind by somebody who was killed', 31_000],
  ['of the future, because a clock was set back', -31_000],
])('a lock %s is taken over', async (_, ago) => {
  leaveBehind(ago)
  expect(await withFileLock(file, async () => 'in', { patienceMs: 10_000 })).toBe('in')
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['a moment ago', 0],
  ['less than half a minute ago', 20_000],
  ['by a clock that is a little ahead', -20_000],
])('a lock that was touched %s is waited for, not for ever, and in words', async (_, ago) => {
  leaveBehind(ago)
  const waiting = withFileLock(file, async () => 'in', { patienceMs: 0 })
  await expect(waiting).rejects.toMatchObject({ fault: 'store_busy', message: expect.stringContaining('try again') })
  expect(readFileSync(file, 'utf8')).toBe('of somebody')
})

test('who holds it touches it, however long that takes', async () => {
  await withFileLock(
    file,
    async () => {
      touchedAgo(3_600_000)
      await until(
        () => Date.now() - statSync(file).mtimeMs,
        (age) => age < 60_000,
      )
    },
    { touchMs: 1 },
  )
})

test('who comes too late to let go of their own leaves the next one’s alone', async () => {
  const before = Date.now() - 20_000
  await withFileLock(
    file,
    async () => {
      touchedAgo(31_000)
      const second = Promise.withResolvers<void>()
      const entered = Promise.withResolvers<void>()
      const next = withFileLock(file, async () => {
        entered.resolve()
        await second.promise
      })
      await entered.promise
      after.push(async () => {
        second.resolve()
        await next
      })
    },
    { touchMs: 3_600_000 },
  )
  expect(existsSync(file)).toBe(true)
  expect(statSync(file).mtimeMs).toBeGreaterThan(before)
  for (const finish of after.splice(0)) await finish()
  expect(readdirSync(folder)).toEqual([])
})
const after: (() => Promise<void>)[] = []
