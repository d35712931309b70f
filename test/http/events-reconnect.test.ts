import { describe, expect, test } from 'vitest'
import { openServices } from '../../main/services.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { fillLedger, withApp } from './harness.ts'
import { readEvents, seqsOf } from './sse.ts'

/** A generator that a failure can be repeated with (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

describe.each(engines)('reconnecting on %s', (engine) => {
  test('50 times at random while two processes’ stores append: every entry once, in order', { timeout: 60_000 }, () =>
    withApp(engine, async ({ ask, keyFor, services, place }) => {
      const seed = Math.floor(Math.random() * 2 ** 31)
      const random = randomFrom(seed)
      const key = await keyFor(['viewer'])
      const { dataDir, databaseUrl } = place
      const other = await openServices({ mode: 'server', dataDir, databaseUrl, log: services.log })
      let reading = true
      const writer = async (writes: typeof services) => {
        for (let i = 0; reading && i < 400; i++) {
          await fillLedger(writes, 'w', 1 + (i % 3))
          await nextTurn()
        }
      }
      const writing = Promise.all([writer(services), writer(other)])

      const seen: number[] = []
      const connect = async () => {
        const headers: Record<string, string> = { 'last-event-id': `${seen.at(-1) ?? 0}` }
        return readEvents(await ask('/api/v1/events', { key, headers }))
      }
      for (let connection = 0; connection < 50; connection++) {
        const stream = await connect()
        // None, some, or as many as there are: a client may go before, amidst or after a batch.
        const wanted = Math.min(random(6), 5)
        for (let i = 0; i < wanted && (reading || i === 0); i++) seen.push(...seqsOf(await stream.take(1)))
        await stream.cancel()
      }
      reading = false
      await writing
      const { size } = EntryPage.parse(await (await ask('/api/v1/audit/entries?limit=1', { key })).json())
      const stream = await connect()
      seen.push(...seqsOf(await stream.take(size - (seen.at(-1) ?? 0))))
      await stream.cancel()
      expect(seen, `seed ${seed}`).toEqual(Array.from({ length: size }, (_, i) => i + 1))
      await other.close()
    }),
  )

  test('two readers and two writers at once: both see the same', { timeout: 60_000 }, () =>
    withApp(engine, async ({ ask, keyFor, services, place }) => {
      const key = await keyFor(['viewer'])
      const { dataDir, databaseUrl } = place
      const other = await openServices({ mode: 'server', dataDir, databaseUrl, log: services.log })
      const readers = await Promise.all(
        [0, 0].map(async () => readEvents(await ask('/api/v1/events?after=0', { key }))),
      )
      const taking = readers.map((reader) => reader.take(202))
      await Promise.all(
        [services, other].map(async (writes) => {
          for (let i = 0; i < 20; i++) await fillLedger(writes, 'w', 5)
        }),
      )
      for (const taken of taking) expect(seqsOf(await taken)).toEqual(Array.from({ length: 202 }, (_, i) => i + 1))
      for (const reader of readers) await reader.cancel()
      await other.close()
    }),
  )
})
