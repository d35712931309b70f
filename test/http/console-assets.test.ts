import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SocketDoor, serveSocket } from '../../main/http/serve.ts'
import { startApp, type TestApp } from './harness.ts'
import { headersOfEveryAnswer, problemOf } from './problem-shape.ts'

const dir = join(mkdtempSync(join(tmpdir(), 'countersign-assets-')), 'renderer')
const script = 'assets/main-4f2a9c.js'
const secret = 'this file is nobody’s business'

let app: TestApp
let door: SocketDoor
beforeAll(async () => {
  mkdirSync(join(dir, 'assets', 'folder.js'), { recursive: true })
  const html = '<meta property="csp-nonce" nonce="%CSP_NONCE%"><style nonce="%CSP_NONCE%"></style>'
  writeFileSync(join(dir, 'index.html'), html)
  writeFileSync(join(dir, script), 'export {}')
  for (const name of ['style-1.css', 'icon-2.svg', 'font-3.woff2', 'odd.exe'])
    writeFileSync(join(dir, 'assets', name), 'x')
  for (const file of ['secret.json', 'assets/../../secret.json']) writeFileSync(join(dir, file), secret)
  if (process.platform !== 'win32') symlinkSync('/etc/hostname', join(dir, 'assets', 'host.txt'))
  app = await startApp('sqlite', { console: { dir } })
  door = await serveSocket((request, env) => app.app.fetch(request, env), { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await door.close()
  await app.close()
  rmSync(join(dir, '..'), { recursive: true })
})

describe('the page', () => {
  test('comes with the strict policy, word for word', async () => {
    const response = await app.ask('/')
    const policy = response.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([A-Za-z0-9+/]{22}==)'/.exec(policy)?.[1]
    expect(policy).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src 'self' data:; font-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default",
    )
    const html = await response.text()
    expect(html.split(`"${nonce}"`).length).toBe(3)
    expect(html).not.toContain('%CSP_NONCE%')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...headersOfEveryAnswer,
      'content-type': 'text/html; charset=utf-8',
    })
  })

  test('has a nonce of its own every time', async () => {
    const policies = await Promise.all(
      Array.from({ length: 50 }, async () => (await app.ask('/')).headers.get('content-security-policy')),
    )
    expect(new Set(policies).size).toBe(50)
  })
})

describe('assets', () => {
  test.each([
    [script, 'text/javascript; charset=utf-8'],
    ['assets/style-1.css', 'text/css; charset=utf-8'],
    ['assets/icon-2.svg', 'image/svg+xml'],
    ['assets/font-3.woff2', 'font/woff2'],
  ])('%s never changes under its name', async (path, type) => {
    const { headers, status } = await app.ask(`/${path}`)
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type })
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  const outside = [
    '/assets/../secret.json',
    '/assets/..%2fsecret.json',
    '/assets/..%2Fsecret.json',
    '/assets/%2e%2e/secret.json',
    '/assets/%2e%2e%2fsecret.json',
    '/assets/%252e%252e%252fsecret.json',
    '/assets/..%5csecret.json',
    '/assets/..\\secret.json',
    '/assets/....//secret.json',
    '/assets/..%2f..%2fsecret.json',
    '/assets/x/..%2f..%2fsecret.json',
    `/assets/${'..%2f'.repeat(12)}etc/passwd`,
    '/assets//etc/passwd',
    '/assets/%2fetc%2fpasswd',
    '/assets/secret.json%00.js',
    '/assets/%00',
    '/assets/%',
    '/assets/%E0%A4%A',
    '/assets/%ff.js',
    '/assets/odd.exe',
    '/assets/host.txt',
    '/assets/folder.js',
    '/assets/',
    '/assets',
    '/assets/missing-1.js',
    '/index.html',
    '/secret.json',
    '/%2e%2e/secret.json',
  ]

  test.each(outside)('%s is not there', async (path) => {
    await problemOf(await app.ask(path), 404, 'not_found')
  })

  test.each(outside)('%s is not there for who writes the request by hand either', async (path) => {
    const socket = connect(door.port, '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`)
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).not.toContain(secret)
  })
})

test.each([
  ['/deployments', '/#/deployments'],
  ['/incidents', '/#/incidents'],
  ['/drills', '/#/drills'],
  ['/deploys', '/#/deploys'],
  ['/assistant?session=1&x=%2F', '/#/assistant?session=1&x=%2F'],
  ['/traces', '/#/traces'],
  ['/audit', '/#/audit'],
  ['/settings/ai-assistant', '/#/settings/ai-assistant'],
  ['/settings//evil.example', '/#/settings//evil.example'],
  ['/settings/%0d%0aset-cookie:a=b', '/#/settings/%0d%0aset-cookie:a=b'],
])('%s leads to %s', async (path, place) => {
  const response = await app.ask(path)
  expect({ status: response.status, location: response.headers.get('location') }).toEqual({
    status: 302,
    location: place,
  })
  expect(response.headers.has('set-cookie')).toBe(false)
})

test('a page that is not built says so', async () => {
  const bare = await startApp('sqlite', { console: { dir: join(dir, 'nowhere') } })
  const response = await bare.ask('/')
  expect({ status: response.status, text: await response.text() }).toEqual({
    status: 503,
    text: expect.stringContaining('npm run build'),
  })
  await bare.close()
})
