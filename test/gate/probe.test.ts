import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { probe } from '../../main/gate/probe.ts'

const never = new AbortController().signal
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
}
const ask = (url: string, timeout_seconds = 20) => probe({ url, timeout_seconds }, { fetch }, never)

test.each([
  [200, true, null],
  [201, false, 'It answered 201.'],
  [204, false, 'It answered 204.'],
  [301, false, 'It answered 301: redirects are not followed.'],
  [404, false, 'It answered 404.'],
  [500, false, 'It answered 500.'],
  [503, false, 'It answered 503.'],
])('only 200 is well: %i', async (status, ok, error) => {
  const url = await serve((_, response) => response.writeHead(status).end())
  expect(await ask(url)).toEqual({ ok, status, error, ms: expect.any(Number) })
})

test('follows no redirect, even to where it is well', async () => {
  const paths: (string | undefined)[] = []
  const url = await serve((request, response) => {
    paths.push(request.url)
    if (request.url === '/health') response.writeHead(302, { location: '/well' }).end()
    else response.end('well')
  })
  expect(await ask(url)).toMatchObject({ ok: false, status: 302 })
  expect(paths).toEqual(['/health'])
})

test('sends no credentials and no cookies', async () => {
  let headers: NodeJS.Dict<string | string[]> = {}
  const url = await serve((request, response) => {
    headers = request.headers
    response.writeHead(200, { 'set-cookie': 'a=b' }).end()
  })
  await ask(url)
  await ask(url)
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['authorization']))
  expect(headers.cookie).toBeUndefined()
})

test('a body without an end is read to a bound, and what answered 200 is well', async () => {
  const url = await serve((_, response) => {
    const more = () => {
      while (response.write('x'.repeat(64 * 1024)));
    }
    response.on('drain', more)
    more()
  })
  expect(await ask(url)).toMatchObject({ ok: true, status: 200 })
})

test('what does not answer in time is not well', async () => {
  const url = await serve(() => {})
  expect(await ask(url, 0.1)).toMatchObject({ ok: false, status: null, error: 'It did not answer within 0.1 s.' })
})

test('a body that stops coming is not well', async () => {
  const url = await serve((_, response) => response.writeHead(200, { 'content-length': '10' }).write('x'))
  expect(await ask(url, 0.2)).toMatchObject({ ok: false, status: 200, error: 'It did not answer within 0.2 s.' })
})

test('nobody listens', async () => {
  const url = await serve(() => {})
  await new Promise((resolve) => servers.pop()?.close(resolve))
  const found = await ask(url)
  expect(found).toMatchObject({ ok: false, status: null })
  expect(found.error).toMatch(/^It could not be asked: .*ECONNREFUSED/)
})

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/latest',
  'http://[::ffff:169.254.169.254]/',
  'http://0.0.0.0/',
  'http://metadata.example/',
])('is not asked where clouds keep credentials: %s', async (url) => {
  const asked: unknown[] = []
  const spy: typeof fetch = async (input) => {
    asked.push(input)
    return new Response()
  }
  const resolve = async () => ['10.0.0.1', '169.254.169.254']
  const found = await probe({ url, timeout_seconds: 5 }, { fetch: spy, resolve }, never)
  expect(found).toMatchObject({
    ok: false,
    status: null,
    error: 'It is not asked: its address is none that may be asked.',
  })
  expect(asked).toEqual([])
})

test('a name that has no address is not well', async () => {
  const resolve = async () => {
    throw new Error('getaddrinfo ENOTFOUND nowhere.example')
  }
  expect(await probe({ url: 'https://nowhere.example/', timeout_seconds: 5 }, { fetch, resolve }, never)).toMatchObject(
    {
      ok: false,
      error: 'It could not be asked: getaddrinfo ENOTFOUND nowhere.example.',
    },
  )
})

test('takes the time that it took', async () => {
  const times = [1_000, 1_042.4]
  const now = () => times.shift() ?? 0
  const asked: typeof fetch = async () => new Response('well')
  const found = await probe({ url: 'http://10.0.0.1/health', timeout_seconds: 5 }, { fetch: asked, now }, never)
  expect(found).toEqual({ ok: true, status: 200, ms: 42, error: null })
})

test('an abort by the caller rejects', async () => {
  const stop = new AbortController()
  const url = await serve(() => stop.abort(new Error('stopped')))
  await expect(probe({ url, timeout_seconds: 20 }, { fetch }, stop.signal)).rejects.toThrow('stopped')
})
