import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connected } from './fake-team.ts'
import { problemOf } from './problem-shape.ts'
import { startConsole, type TestConsole } from './team-server.ts'

let here: TestConsole
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

const answerOk: RequestListener = (_request, response) => response.end('{"ok":true}')

describe('an answer that comes back', () => {
  test('keeps its status, its type and its body, and loses what must not reach the page', () =>
    connected(
      here,
      (_request, response) =>
        response
          .writeHead(409, {
            'content-type': 'application/problem+json',
            'set-cookie': ['a=1', 'b=2'],
            location: 'https://evil.example/',
            'content-security-policy': 'default-src *',
            'content-security-policy-report-only': 'default-src *',
            'retry-after': '7',
            connection: 'x-hop',
            'x-hop': '1',
          })
          .end('{"code":"x"}'),
      async () => {
        const response = await here.ask('/api/v1/x')
        expect({ status: response.status, body: await response.text() }).toEqual({ status: 409, body: '{"code":"x"}' })
        const headers = Object.fromEntries(response.headers)
        expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '7' })
        expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'")
        for (const name of ['set-cookie', 'location', 'content-security-policy-report-only', 'x-hop'])
          expect(headers, name).not.toHaveProperty(name)
      },
    ))

  test.each([301, 302, 303, 307, 308])('a redirect (%i) is an error, and nobody follows it', (status) =>
    connected(
      here,
      (request, response) =>
        request.url === '/elsewhere'
          ? response.end('followed')
          : response.writeHead(status, { location: '/elsewhere' }).end(),
      async ({ seen }) => {
        await problemOf(await here.ask('/api/v1/x'), 502, 'server_unreachable')
        expect(seen.map(({ url }) => url)).toEqual(['/api/v1/x'])
      },
    ),
  )

  test('a server that has gone is a 502 in words, and a server that is back is a server again', async () => {
    await connected(here, answerOk, async ({ close, url }) => {
      await close()
      const { detail, server } = await problemOf(await here.ask('/api/v1/x'), 502, 'server_unreachable')
      expect(detail).toContain(new URL(url).host)
      expect(server).toBe('Team')
      // What this machine answers itself, it still answers.
      expect((await here.ask('/console/connections')).status).toBe(200)
    })
  })

  test('an answer that breaks off breaks off here too', () =>
    connected(
      here,
      (_request, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"half":')
        setImmediate(() => response.destroy())
      },
      async () => {
        const outcome = await here.ask('/api/v1/x').then(
          (response) => response.text().catch(() => 'broken'),
          () => 'broken',
        )
        expect(['broken', expect.stringContaining('server_unreachable')]).toContainEqual(outcome)
      },
    ))
})
