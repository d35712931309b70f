import { describe, expect, test } from 'vitest'
import { serveSocket } from '../../main/http/serve.ts'
import type { Store } from '../../main/store/store.ts'
import { engines } from '../support/engines.ts'
import { failingReader } from '../support/failing-reader.ts'
import { countWatchers } from './counting-watchers.ts'
import { withApp } from './harness.ts'
import { readEvents } from './sse.ts'
import { until } from './until.ts'

const events = '/api/v1/events'

describe.each(engines)('a stream that is over holds nothing, on %s', (engine) => {
  test('200 clients that come and go over a socket, some before the first byte', { timeout: 60_000 }, async () => {
    const watchers = countWatchers()
    await withApp(
      engine,
      async ({ app, keyFor, log }) => {
        const key = await keyFor(['viewer'])
        const door = await serveSocket((request, env) => app.fetch(request, env), { host: '127.0.0.1', port: 0 })
        const visit = async (i: number) => {
          const gone = new AbortController()
          const asked = fetch(`${door.url}${events}?after=0`, {
            headers: { authorization: `Bearer ${key}` },
            signal: gone.signal,
          })
          if (i % 4 === 0) gone.abort()
          const response = await asked.catch(() => undefined)
          if (response && i % 4 === 1) await readEvents(response).take(1)
          gone.abort()
        }
        for (let i = 0; i < 200; i += 20) await Promise.all(Array.from({ length: 20 }, (_, j) => visit(i + j)))
        await until(watchers.count, (count) => count === 0)
        expect(log().filter((line) => Number(line.level) >= 50)).toEqual([])
        await door.close(0)
      },
      { change: watchers.change },
    )
  })

  test('HEAD asks for no stream', async () => {
    const watchers = countWatchers()
    await withApp(
      engine,
      async ({ ask, keyFor }) => {
        const key = await keyFor(['viewer'])
        const response = await ask(events, { key, method: 'HEAD' })
        expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: '' })
        await until(watchers.count, (count) => count === 0)
      },
      { change: watchers.change },
    )
  })

  test('the program’s end ends every stream', async () => {
    const watchers = countWatchers()
    await withApp(
      engine,
      async ({ ask, keyFor, services }) => {
        const key = await keyFor(['viewer'])
        const streams = await Promise.all(Array.from({ length: 5 }, async () => readEvents(await ask(events, { key }))))
        const rest = streams.map((stream) => stream.rest())
        expect(watchers.count()).toBe(5)
        services.endStreams()
        expect(await Promise.all(rest)).toEqual(streams.map(() => []))
        expect(watchers.count()).toBe(0)
        const late = readEvents(await ask(events, { key }))
        expect(await late.rest()).toEqual([])
        expect(watchers.count()).toBe(0)
      },
      { change: watchers.change },
    )
  })

  test('a store that fails ends the stream, so that the client comes again', async () => {
    const watchers = countWatchers()
    let broken = false
    const breaking = ({ read }: Store): Store['read'] =>
      failingReader(read, (table) => broken && table === 'ledger_entry' && new Error('the disk went away'))
    await withApp(
      engine,
      async ({ ask, keyFor, fill }) => {
        const key = await keyFor(['viewer'])
        const stream = readEvents(await ask(`${events}?after=0`, { key }))
        await stream.take(2)
        broken = true
        const failing = expect(stream.rest()).rejects.toThrow()
        await fill(1)
        await failing
        await until(watchers.count, (count) => count === 0)
      },
      {
        change: (services) => {
          const counted = watchers.change(services)
          return { ...counted, store: { ...counted.store, read: breaking(counted.store) } }
        },
      },
    )
  })
})
