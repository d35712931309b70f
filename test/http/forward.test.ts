import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { targetOf } from '../../main/http/forward.ts'
import { version } from '../../main/version.ts'
import { connected, fakeToken } from './fake-team.ts'
import { startConsole, type TestConsole } from './team-server.ts'

let here: TestConsole
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

const answerOk: RequestListener = (_request, response) => response.end('{"ok":true}')

describe('a request that is forwarded', () => {
  test('carries the token and leaves behind what is this machine’s own', () =>
    connected(here, answerOk, async ({ seen, url }) => {
      const headers = {
        cookie: 'countersign_console=secret',
        origin: 'http://127.0.0.1',
        referer: 'http://127.0.0.1/secret',
        authorization: 'Bearer the-page-has-none',
        'x-countersign-sample-actor': 'commander',
        'x-countersign-connection': here.local.current().id,
        connection: 'keep-alive',
        'keep-alive': 'timeout=5',
        'proxy-authorization': 'Basic x',
        te: 'trailers',
        upgrade: 'websocket',
        'sec-fetch-site': 'same-origin',
        'last-event-id': '17',
        accept: 'application/json',
        'accept-language': 'de',
        'idempotency-key': 'k1',
        'x-countersign-actor': 'a1',
      }
      await here.ask('/api/v1/audit/entries?limit=2', { headers })
      const [request] = seen
      expect(request).toMatchObject({ method: 'GET', url: '/api/v1/audit/entries?limit=2' })
      expect(request?.headers).toMatchObject({
        authorization: `Bearer ${fakeToken}`,
        host: new URL(url).host,
        'last-event-id': '17',
        accept: 'application/json',
        'accept-language': 'de',
        'idempotency-key': 'k1',
        'x-countersign-actor': 'a1',
      })
      for (const name of [
        'cookie',
        'origin',
        'referer',
        'x-countersign-sample-actor',
        'x-countersign-connection',
        'proxy-authorization',
        'upgrade',
        'sec-fetch-site',
      ])
        expect(request?.headers, name).not.toHaveProperty(name)
      expect(JSON.stringify(request?.headers)).not.toContain('the-page-has-none')
    }))

  test('carries its method and its body', () =>
    connected(
      here,
      async (request, response) => {
        const parts: Buffer[] = []
        for await (const part of request) parts.push(part)
        response.end(
          JSON.stringify({
            method: request.method,
            type: request.headers['content-type'],
            body: Buffer.concat(parts).toString(),
          }),
        )
      },
      async () => {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const body = '{"naïve":"ключ"}'
          const response = await here.ask('/api/v1/x', {
            method,
            body,
            headers: { 'content-type': 'application/json' },
          })
          expect(await response.json()).toEqual({ method, type: 'application/json', body })
        }
      },
    ))

  test.each([
    'app://console//evil.example/x',
    'app://console///evil.example/x',
    'app://console/\\evil.example/x',
    'app://console/\\\\evil.example/x',
    'app://console/@evil.example/x',
    'app://console/%40evil.example/x',
    'app://console/https://evil.example/x',
    'app://console/api/..//evil.example/x',
    'app://console/.evil.example',
    'app://console/:1@evil.example/',
    'app://console/api/?url=//evil.example/#@evil.example',
    'http://127.0.0.1//evil.example/x',
    'http://127.0.0.1/\\evil.example/x',
  ])('%s goes nowhere but to the server', async (address) => {
    const asked: URL[] = []
    const fetchHere: typeof fetch = async (input) => {
      asked.push(new URL(input instanceof Request ? input.url : input))
      const path = asked.at(-1)?.pathname
      return new Response(JSON.stringify(path === '/health' ? { status: 'ok', version } : {}))
    }
    const away = await startConsole({ fetch: fetchHere })
    await away.connectTo({ url: 'https://ops.example:8443' }, fakeToken)
    await away.local.fetch(new Request(address), { door: 'desktop' })
    expect(asked.length).toBe(3)
    for (const { origin, username, password } of asked)
      expect({ origin, username, password }).toEqual({ origin: 'https://ops.example:8443', username: '', password: '' })
    await away.close()
  })

  test('keeps its path and its query as they were written', () => {
    const kept = ['/api/v1/x?a=%2F&b=c%20d', '//x', '/a%2Fb', '/%E2%9C%94?q=ü', '/api/v1/events?after=3']
    for (const path of kept) {
      const asked = new URL(`http://127.0.0.1${path}`)
      const target = targetOf(asked.href, 'https://ops.example')
      expect(target.href).toBe(`https://ops.example${asked.pathname}${asked.search}`)
    }
    expect(targetOf('app://console/x#secret', 'https://ops.example').href).toBe('https://ops.example/x')
  })
})
