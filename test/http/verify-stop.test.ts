import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { type TestApp, withApp } from './harness.ts'
import { readEvents } from './sse.ts'
import { until } from './until.ts'

const verify = '/api/v1/audit/verify'
const asEvents = { method: 'POST', headers: { accept: 'text/event-stream' } }
const workers = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length

/** On PostgreSQL a lock lets no verification come to its end by itself; SQLite's readers wait for nobody. */
async function holdLedger({ place }: TestApp): Promise<() => Promise<void>> {
  if (!place.databaseUrl) return async () => {}
  const client = new pg.Client({ connectionString: place.databaseUrl })
  await client.connect()
  await client.query('begin')
  await client.query('lock table ledger_entry in access exclusive mode')
  let held = true
  return async () => {
    if (held) await client.end()
    held = false
  }
}

describe.each(engines)('a verification that nobody waits for, on %s', (engine) => {
  const withHeldLedger = (use: (app: TestApp, key: string, release: () => Promise<void>) => Promise<void>) =>
    withApp(engine, async (app) => {
      const key = await app.keyFor(['auditor'])
      await app.fill(2_500)
      const release = await holdLedger(app)
      await use(app, key, release).finally(release)
      expect(app.log().filter((line) => Number(line.level) >= 50)).toEqual([])
    })

  test('stops when its reader goes away', () =>
    withHeldLedger(async ({ ask }, key) => {
      const before = workers()
      const left = readEvents(await ask(verify, { key, ...asEvents }))
      expect(workers()).toBeGreaterThan(before)
      await left.cancel()
      await until(workers, (count) => count === before)
    }))

  test('stops with the program when it is a stream', () =>
    withHeldLedger(async ({ ask, services }, key) => {
      const before = workers()
      const stopped = readEvents(await ask(verify, { key, ...asEvents }))
      services.endStreams()
      expect((await stopped.rest()).at(-1)?.event).toBe('error')
      await until(workers, (count) => count === before)
    }))

  test('stops when who asked for the report goes away', () =>
    withHeldLedger(async ({ ask }, key) => {
      const before = workers()
      const gone = new AbortController()
      const asked = ask(verify, { key, method: 'POST', signal: gone.signal })
      await until(workers, (count) => count > before)
      gone.abort()
      await (await asked).body?.cancel()
      await until(workers, (count) => count === before)
    }))

  test('is finished when somebody waits for the report, though the program is stopping', () =>
    withHeldLedger(async ({ ask, services }, key, release) => {
      const before = workers()
      const asked = ask(verify, { key, method: 'POST' })
      await until(workers, (count) => count > before)
      services.endStreams()
      await release()
      expect(await (await asked).json()).toMatchObject({ ok: true, size: 2_502 })
    }))
})
