import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../main/http/app.ts'
import { loopbackNames } from '../../main/http/security.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import { askRaw, type RawHeaders, served, withDoor } from './raw-request.ts'

let services: Services
beforeAll(async () => {
  services = await openSample({ log: createLog('silent') })
})
afterAll(() => services.close())

const foreignOrigin = { status: 403, code: 'origin_not_allowed' }

describe('a page of another site cannot ask', () => {
  test.each<[headers: RawHeaders, expected: typeof served | typeof foreignOrigin]>([
    [{}, served],
    [{ origin: 'http://127.0.0.1:PORT' }, served],
    [{ origin: 'http://127.0.0.1:PORT', 'sec-fetch-site': 'same-origin' }, served],
    [{ 'sec-fetch-site': 'none' }, served],
    [{ origin: 'http://127.0.0.1:1' }, foreignOrigin],
    [{ origin: 'http://localhost:PORT' }, foreignOrigin],
    [{ origin: 'https://evil.example' }, foreignOrigin],
    [{ origin: 'http://127.0.0.1:PORT.evil.example' }, foreignOrigin],
    [{ origin: 'http://127.0.0.1:PORT@evil.example' }, foreignOrigin],
    [{ origin: 'null' }, foreignOrigin],
    [{ origin: '' }, foreignOrigin],
    [{ origin: 'app://console' }, foreignOrigin],
    [{ 'sec-fetch-site': 'cross-site' }, foreignOrigin],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:PORT' }, foreignOrigin],
  ])('%j', async (headers, expected) => {
    await withDoor(services, { hosts: loopbackNames }, async ({ url, port }) => {
      const sent = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', `${port}`)]),
      )
      expect(await askRaw(`${url}/console/session`, sent)).toEqual(expected)
      const post = { ...sent, 'content-type': 'application/json' }
      const answer = await askRaw(`${url}/api/v1/audit/verify`, post, 'POST')
      expect(answer.code === 'origin_not_allowed').toBe(expected === foreignOrigin)
    })
  })

  test('the desktop’s requests have neither, and need neither', async () => {
    const app = createApp(services, { hosts: loopbackNames })
    const request = new Request('app://console/console/session', { headers: { origin: 'https://evil.example' } })
    expect((await app.fetch(request, { door: 'desktop' })).status).toBe(200)
  })
})
