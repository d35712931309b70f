import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loopbackNames } from '../../main/http/security.ts'
import { isLoopback } from '../../main/http/serve.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import { askRaw, served, withDoor } from './raw-request.ts'

let services: Services
beforeAll(async () => {
  services = await openSample({ log: createLog('silent') })
})
afterAll(() => services.close())

const foreignHost = { status: 403, code: 'host_not_allowed' }

describe('a page of another name cannot reach the sample (DNS rebinding)', () => {
  test.each<[host: string, expected: typeof served | typeof foreignHost]>([
    ['127.0.0.1:PORT', served],
    ['localhost:PORT', served],
    ['LOCALHOST:PORT', served],
    ['[::1]:PORT', served],
    ['localhost', served],
    ['evil.example', foreignHost],
    ['evil.example:PORT', foreignHost],
    ['localhost.evil.example:PORT', foreignHost],
    ['127.0.0.1.evil.example:PORT', foreignHost],
    ['evil-localhost:PORT', foreignHost],
    ['localhost.:PORT', foreignHost],
    ['127.0.0.2:PORT', foreignHost],
    ['0.0.0.0:PORT', foreignHost],
    ['192.168.0.7:PORT', foreignHost],
    ['[::]:PORT', foreignHost],
  ])('Host: %s', async (host, expected) => {
    await withDoor(services, { hosts: loopbackNames }, async ({ url, port }) => {
      for (const path of ['/console/session', '/health', '/openapi.json', '/api/v1/events'].slice(
        0,
        expected === served ? 3 : 4,
      ))
        expect(await askRaw(`${url}${path}`, { host: host.replace('PORT', `${port}`) })).toEqual(expected)
    })
  })

  test.each(['[::ffff:127.0.0.1]', ' ', 'a b', 'local\\host', 'user@localhost', 'localhost/x', '2130706433', '0x7f.1'])(
    'the Host that is none, "%s", is not served',
    async (host) => {
      await withDoor(services, { hosts: loopbackNames }, async ({ url }) => {
        const { status } = await askRaw(`${url}/console/session`, { host })
        expect([400, 403]).toContain(status)
      })
    },
  )

  test('who names no host at all is not served', async () => {
    await withDoor(services, { hosts: loopbackNames }, async ({ port }) => {
      for (const head of [
        'GET /console/session HTTP/1.0\r\n\r\n',
        'GET /console/session HTTP/1.1\r\nhost:\r\nconnection: close\r\n\r\n',
      ]) {
        const socket = connect(port, '127.0.0.1')
        socket.write(head)
        expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /)
      }
    })
  })

  test('names that the configuration adds are served, and on a network address without one, any', async () => {
    await withDoor(services, { hosts: new Set(['ops.example']) }, async ({ url }) => {
      expect(await askRaw(`${url}/health`, { host: 'ops.example' })).toEqual(served)
      expect(await askRaw(`${url}/health`, { host: 'OPS.example:443' })).toEqual(served)
      expect(await askRaw(`${url}/health`, { host: 'evil.example' })).toEqual(foreignHost)
    })
    await withDoor(services, { hosts: 'any' }, async ({ url }) => {
      expect(await askRaw(`${url}/health`, { host: 'whatever.example' })).toEqual(served)
    })
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.evil.example', false],
  ['127.evil.0.1', false],
  ['128.0.0.1', false],
  ['localhost.evil.example', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
