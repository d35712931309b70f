import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SocketDoor, serveSocket } from '../../main/http/serve.ts'
import { startApp, type TestApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const limit = 1024 * 1024
const verify = '/api/v1/audit/verify'

let app: TestApp
let key: string
let door: SocketDoor
beforeAll(async () => {
  app = await startApp('sqlite')
  key = await app.keyFor(['admin'])
  door = await serveSocket((request, env) => app.app.fetch(request, env), { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await door.close()
  await app.close()
})

const post = (body: string | ReadableStream<Uint8Array>, headers: Record<string, string> = {}) => ({
  key,
  method: 'POST',
  body,
  duplex: 'half' as const,
  headers: { 'content-type': 'application/json', ...headers },
})

/** A body of `size` bytes, in pieces and without a word about its length. */
function pieces(size: number): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      const piece = new Uint8Array(Math.min(64 * 1024, size - sent)).fill(0x20)
      if (piece.length === 0) return controller.close()
      sent += piece.length
      controller.enqueue(piece)
    },
  })
}

test.each([verify, '/api/v1/nothing', '/nowhere'])('a body over 1 MiB to %s is refused', async (path) => {
  const body = ' '.repeat(limit + 1)
  const refused = { limit_bytes: limit }
  for (const request of [post(body), post(body, { 'content-length': `${limit + 1}` }), post(pieces(limit + 1))])
    expect(await problemOf(await app.ask(path, request), 413, 'body_too_large')).toMatchObject(refused)
})

test('a body that never ends is refused when it has gone too far', async () => {
  const taken: number[] = []
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken.push(1)
      controller.enqueue(new Uint8Array(64 * 1024))
    },
  })
  await problemOf(await app.ask(verify, post(body)), 413, 'body_too_large')
  expect(taken.length).toBeLessThan(32)
})

test('a body of exactly 1 MiB is read', async () => {
  const body = `${' '.repeat(limit - 2)}{}`
  for (const request of [post(body), post(new Blob([body]).stream())]) {
    const response = await app.ask(verify, request)
    expect(await response.json()).toMatchObject({ ok: true })
  }
})

test.each([
  ['with its length', true],
  ['in chunks', false],
])('over a socket, %s', async (_, saysLength) => {
  const length: Record<string, number> = saysLength ? { 'content-length': limit + 1 } : {}
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...length }
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: string }>()
  const request = httpRequest(`${door.url}${verify}`, { method: 'POST', headers }, async (response) =>
    resolve({ status: response.statusCode, body: await text(response) }),
  )
  request.on('error', reject)
  request.end(Buffer.alloc(limit + 1, 0x20))
  const { status, body } = await promise
  expect({ status, code: JSON.parse(body).code }).toEqual({ status: 413, code: 'body_too_large' })
})
