import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createRemoteFetch } from '../../../main/desktop/remote-fetch.ts'

let server: Server
let url: string
let closed: Promise<unknown>

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect') return response.writeHead(302, { location: '/' }).end()
    if (request.url !== '/stream') return response.end(`${request.method} ${request.headers.cookie ?? 'no cookie'}`)
    closed = new Promise((resolve) => response.on('close', resolve))
    response.write('first')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const session = () => ({ fetch: vi.fn(globalThis.fetch) })

test('goes without credentials, and follows no redirect', async () => {
  const through = session()
  const remote = createRemoteFetch(through)
  expect(await (await remote(`${url}/`, { method: 'POST', body: 'x' })).text()).toBe('POST no cookie')
  expect(through.fetch.mock.calls[0]?.[1]).toMatchObject({ credentials: 'omit', redirect: 'error' })
  await expect(remote(`${url}/redirect`)).rejects.toThrow()
})

test("aborts the request's own signal when its body is cancelled", async () => {
  const through = session()
  const response = await createRemoteFetch(through)(`${url}/stream`)
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  expect(through.fetch.mock.calls[0]?.[1]?.signal?.aborted).toBe(true)
  await closed
})

test("follows the caller's signal", async () => {
  const controller = new AbortController()
  const through = session()
  const response = await createRemoteFetch(through)(`${url}/stream`, { signal: controller.signal })
  controller.abort()
  await expect(response.text()).rejects.toThrow()
  await closed
})

test.each(['file:///etc/passwd', 'app://console/', 'data:text/plain,x'])('refuses %s', async (address) => {
  const through = session()
  await expect(createRemoteFetch(through)(address)).rejects.toThrow('Refusing')
  expect(through.fetch).not.toHaveBeenCalled()
})
