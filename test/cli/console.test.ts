import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEvents } from '../http/sse.ts'
import { freshDir, slow, startConsole } from './program.ts'

test('the console of this machine: behind a link that is good once, and gone when asked to stop', slow, async () => {
  const dir = freshDir()
  const console = await startConsole(['--data', dir])
  const link = new URL(console.url)
  expect(link.hostname).toBe('127.0.0.1')
  expect((await fetch(`${link.origin}/console/session`)).status).toBe(403)
  const first = await fetch(link, { redirect: 'manual' })
  expect(first.status).toBe(303)
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(403)
  const headers = { cookie: first.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  const session = await (await fetch(`${link.origin}/console/session`, { headers })).json()
  expect(session).toMatchObject({ authentication_mode: 'sample' })

  const body = JSON.stringify({ id: 'local' })
  const json = { ...headers, 'content-type': 'application/json' }
  expect(
    (await fetch(`${link.origin}/console/connections/select`, { method: 'POST', headers: json, body })).status,
  ).toBe(200)
  const stream = readEvents(await fetch(`${link.origin}/api/v1/events?after=0`, { headers }))
  expect((await stream.take(1))[0]?.id).toBe('1')
  const file = join(dir, 'console', 'connections.json')
  expect(existsSync(file)).toBe(true)
  if (process.platform !== 'win32') expect(statSync(join(dir, 'console')).mode & 0o777).toBe(0o700)
  const rest = stream.rest()
  const { code, stdout } = await console.stop()
  expect({ code, rest: await rest, stdout }).toEqual({
    code: 0,
    rest: [],
    stdout: `countersign console at ${console.url}\n`,
  })
})

test('two consoles of one person run beside each other', slow, async () => {
  const dir = freshDir()
  const consoles = await Promise.all([startConsole(['--data', dir]), startConsole(['--data', dir])])
  const enter = async (url: string) =>
    (await fetch(url, { redirect: 'manual' })).headers.getSetCookie()[0]?.split(';')[0] ?? ''
  // As one browser keeps them: cookies of one host are shared by all its ports.
  const cookie = (await Promise.all(consoles.map(({ url }) => enter(url)))).join('; ')
  const kept = new Map(cookie.split('; ').map((pair) => pair.split('=') as [string, string]))
  const jar = [...kept].map((pair) => pair.join('=')).join('; ')
  for (const { url } of consoles)
    expect((await fetch(new URL('/console/session', url), { headers: { cookie: jar } })).status).toBe(200)
})
