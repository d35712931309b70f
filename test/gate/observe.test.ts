import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Host, HostRefused, type Running } from '../../main/gate/host.ts'
import { createObserver, type Observer } from '../../main/gate/observe.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'

let dir: string
let now = 0
let stop: AbortController
let observer: Observer
/** Questions that are not answered yet, and how many were asked in all. */
let open: { surface: string; answer(running: Running | Error): void }[]
let asked: number

const release = { id: 'v1', sha: 'a'.repeat(40), at: null, label: 'v1' }
const running: Running = { sha: 'a'.repeat(40), release: 'v1', since: null }

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'countersign-observe-'))
  now = Date.parse('2026-11-21T10:00:00.000Z')
  stop = new AbortController()
  open = []
  asked = 0
  observer = createObserver({
    gate: {
      ...{
        id: 'p',
        dir,
        surfacesFile: join(dir, 'none.json'),
        workspace: null,
        localByApi: true,
        ownEnvironment: true,
        env: {},
        fetch,
        forgePollMs: 10,
      },
      openHost: ({ surface }) => hostOf(surface.id),
    },
    secrets: { get: async () => undefined } as never,
    clock: () => now,
    stopping: stop.signal,
    onClose: () => {},
    log: pino({ level: 'silent' }),
  })
})
afterEach(async () => {
  stop.abort()
  await observer.settled()
  rmSync(dir, { recursive: true, force: true })
})

const hostOf = (surface: string): Host => ({
  kind: 'local',
  running(signal) {
    asked += 1
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      const answer = (said: Running | Error) => (said instanceof Error ? reject(said) : resolve(said))
      open.push({ surface, answer })
    })
  },
  releases: async () => [release],
  deploy: async () => ({ release: null }),
  rollback: async () => ({ release: null }),
  rollbackCommand: () => 'roll back',
  check: async () => [],
})

const surface = (id = 'console') =>
  SurfaceDefinition.parse({
    ...{ id, name: id, host: 'local', app: id, repository: join(dir, 'none'), remote: dir, paths: { local: {} } },
  })
const look = (since: string | null = null, id?: string) => observer.look('w', surface(id), since)
const answer = async (said: Running | Error) => {
  for (const each of open.splice(0)) each.answer(said)
  await observer.settled()
}
const text = () => new Date(now).toISOString()

test('whoever looks waits for nobody, and is told what was heard last and when', async () => {
  expect(look()).toEqual({ running: null, releases: null, health: null, lead: null, error: null, asked_at: null })
  // It is asked once, however many look.
  look()
  expect(asked).toBe(1)
  await answer(running)
  expect(look()).toMatchObject({
    running: { value: running, at: text() },
    releases: { value: [release] },
    lead: null,
    error: null,
  })
  expect(asked).toBe(1)
})

test('what is old, or older than what has happened since, is asked again', async () => {
  look()
  await answer(running)
  now += 10_000
  look()
  expect(asked).toBe(1)
  look(text())
  expect(asked).toBe(2)
  await answer(running)
  now += 15_001
  look()
  expect(asked).toBe(3)
})

test('a host that does not answer leaves what it said before, with its time and the reason', async () => {
  look()
  await answer(running)
  const before = text()
  now += 60_000
  look()
  await answer(new HostRefused('The app is gone'))
  expect(look()).toMatchObject({ running: { value: running, at: before }, error: 'The app is gone.', asked_at: text() })
})

test('not more than four are asked at once, and the others come after them', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const id of ids) look(null, id)
  await Promise.resolve()
  expect(open.map((each) => each.surface)).toEqual(['a', 'b', 'c', 'd'])
  const waiting = observer.settled()
  while (open.length > 0 || asked < ids.length) {
    for (const each of open.splice(0)) each.answer(running)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await waiting
  expect(asked).toBe(6)
  expect(look(null, 'f').running).not.toBeNull()
})

test('of a surface that is defined anew nothing is known', async () => {
  look()
  await answer(running)
  expect(observer.look('w', { ...surface(), app: 'another' }, null).running).toBeNull()
  expect(observer.look('elsewhere', surface(), null).running).toBeNull()
})

test('whoever asks for it fresh gets what is said from now on, and the end of the program ends all of it', async () => {
  look()
  const fresh = observer.fresh('w', surface())
  open.shift()?.answer({ ...running, release: 'v0' })
  while (open.length === 0) await new Promise((resolve) => setImmediate(resolve))
  open.shift()?.answer(running)
  expect((await fresh).running?.value.release).toBe('v1')
  now += 60_000
  look()
  stop.abort()
  await observer.settled()
  expect(look().error).toMatch(/in time/)
})
