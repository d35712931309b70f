import { describe, expect, test } from 'vitest'
import { browserName } from '../../main/http/browser-name.ts'
import { placeOf } from '../../main/use-cases/session/begin-web-sign-in.ts'

describe('where a sign-in leads back to is a place of the console and never an address', () => {
  test.each([
    ['#/deployments', '#/deployments'],
    ['#/deployments?status=proposed&q=a%20b', '#/deployments?status=proposed&q=a%20b'],
    ['#/', '#/'],
    [undefined, '#/'],
    ['', '#/'],
    ['/deployments', '#/'],
    ['//evil.example', '#/'],
    ['https://evil.example/', '#/'],
    ['https:#/deployments', '#/'],
    ['\\\\evil.example', '#/'],
    ['javascript:alert(1)', '#/'],
    ['#', '#/'],
    ['#//evil.example', '#//evil.example'],
    ['#/a\r\nset-cookie: a=b', '#/'],
    ['#/a\nb', '#/'],
    ['#/a b', '#/'],
    ['#/\u0000', '#/'],
    ['#/ü', '#/'],
    [' #/deployments', '#/'],
    ['/#/deployments', '#/'],
    ['@evil.example#/', '#/'],
    [`#/${'a'.repeat(2000)}`, '#/'],
  ])('%j leads to %s', (wanted, leads) => {
    expect(placeOf(wanted)).toBe(leads)
    expect(new URL(`/${placeOf(wanted)}`, 'https://console.example').origin).toBe('https://console.example')
  })
})

describe('a browser’s name, in short', () => {
  test.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome 140 on Linux',
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0', 'Edge 139 on Windows'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15',
      'Safari 18 on macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari 18 on iOS',
    ],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', 'Firefox 142 on Linux'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome 140 on Android'],
    ['curl/8.1', 'another program'],
    ['<script>alert(1)</script>', 'another program'],
    ['', 'another program'],
  ])('%s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name)
  })
})
