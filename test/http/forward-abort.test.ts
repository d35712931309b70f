import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connected } from './fake-team.ts'
import { startConsole, type TestConsole } from './team-server.ts'

let here: TestConsole
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

test.each(['GET', 'POST'])(
  'a %s that is given up before there is an answer is given up at the server too',
  (method) => {
    const arrived = Promise.withResolvers<IncomingMessage>()
    return connected(
      here,
      // A server that takes its time.
      (request) => arrived.resolve(request),
      async () => {
        const page = new AbortController()
        const body = method === 'POST' ? { body: '{}' } : {}
        const asked = here.ask('/api/v1/x', { method, signal: page.signal, ...body })
        const outcome = asked.then(
          (response) => response.status,
          () => 'broken',
        )
        const { socket } = await arrived.promise
        page.abort()
        await once(socket, 'close')
        expect(await outcome).not.toBe(200)
      },
    )
  },
)

test('a body of any bytes arrives as it was sent, up to what a body may have', () => {
  const sent = randomBytes(1024 * 1024)
  return connected(
    here,
    async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      response.end(Buffer.concat(parts))
    },
    async () => {
      const answer = await here.ask('/api/v1/x', { method: 'POST', body: sent })
      expect(Buffer.from(await answer.arrayBuffer()).equals(sent)).toBe(true)
    },
  )
})

test('what a proxy before the server has compressed arrives as it was', () =>
  connected(
    here,
    (request, response) => {
      expect(request.headers['accept-encoding']).toContain('gzip')
      const packed = gzipSync('{"ok":true}')
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed)
    },
    async () => {
      const answer = await here.ask('/api/v1/x', { headers: { 'accept-encoding': 'br' } })
      expect([...answer.headers.keys()]).not.toContain('content-encoding')
      expect(await answer.json()).toEqual({ ok: true })
    },
  ))
