import { existsSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { version } from '../../main/version.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { fakeServer, startConsole, startTeam, type TeamServer, type TestConsole } from './team-server.ts'

const token = `sk-at-${'t'.repeat(43)}`

let team: TeamServer
let here: TestConsole
beforeAll(async () => {
  team = await startTeam('sqlite', ['viewer'])
})
afterAll(() => team.close())
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

const add = (url: string, key = token) => here.connectTo({ url }, key)

async function refusedBecause(url: string, why: string, key = token) {
  const { detail } = await problemOf(await add(url, key), 422, 'connection_refused')
  expect(detail).toContain(why)
  expect(existsSync(join(here.dataDir, 'connections.json'))).toBe(false)
  expect([...here.keychain.secrets.values()]).toEqual([])
}

test('a good server and a good key', async () => {
  expect((await add(`${team.url}/some/path?x=1#y`, team.key)).status).toBe(201)
  expect(here.local.remoteOrigin()).toBe(team.url)
})

test('a key that the server does not know', () => refusedBecause(team.url, 'does not accept this key'))

test.each([
  ['a newer major version', '99.0.0'],
  ['another minor version below 1.0', '0.99.0'],
])('%s', async (_, other) => {
  const server = await fakeServer((_request, response) =>
    response.end(JSON.stringify({ status: 'ok', version: other })),
  )
  await refusedBecause(server.url, `runs Countersign ${other}; this console is ${version}`)
  expect(server.seen.map(({ url }) => url)).toEqual(['/health'])
  await server.close()
})

const answers: [what: string, why: string, answer: (response: ServerResponse, path: string) => void][] = [
  ['no Countersign at all', 'not a Countersign server', (response) => response.end('{"hello":"world"}')],
  ['a page', 'cannot be reached', (response) => response.end('<html>')],
  ['a hang-up', 'cannot be reached', (response) => response.destroy()],
  [
    'a redirect elsewhere',
    'cannot be reached',
    (response) => response.writeHead(302, { location: 'http://evil.example/' }).end(),
  ],
  [
    'an error after health',
    'answered 500',
    (response, path) =>
      path === '/health' ? response.end(JSON.stringify({ status: 'ok', version })) : response.writeHead(500).end('{}'),
  ],
  [
    'a redirect after health',
    'cannot be reached',
    (response, path) =>
      path === '/health'
        ? response.end(JSON.stringify({ status: 'ok', version }))
        : response.writeHead(307, { location: '/elsewhere' }).end(),
  ],
]

test.each(answers)('a server that answers with %s', async (_, why, answer) => {
  const server = await fakeServer((request, response) => answer(response, request.url ?? ''))
  await refusedBecause(server.url, why)
  expect(server.seen.map(({ url }) => url)).not.toContain('/elsewhere')
  await server.close()
})

test('nobody there', async () => {
  const server = await fakeServer(() => {})
  await server.close()
  await refusedBecause(server.url, 'cannot be reached')
})

test('plain http to another machine is refused before anything is sent', async () => {
  const asked: string[] = []
  const away = await startConsole({
    fetch: async (input) => {
      asked.push(String(input))
      return new Response('{}')
    },
  })
  for (const url of [
    'http://ops.example',
    'http://10.0.0.7:4680',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
  ])
    await problemOf(await away.connectTo({ url }, token), 422, 'connection_refused')
  expect(asked).toEqual([])
  await away.connectTo({ url: 'https://ops.example/x' }, token)
  expect(asked).toEqual(['https://ops.example/health'])
  await away.close()
})

test.each<[what: string, body: Record<string, unknown>, at: string]>([
  ['no name', { name: ' ' }, 'name'],
  ['a name that is too long', { name: 'x'.repeat(61) }, 'name'],
  ['a file', { url: 'file:///etc/passwd' }, 'url'],
  ['a script', { url: 'javascript:alert(1)' }, 'url'],
  ['no address', { url: 'ops.example' }, 'url'],
  ['the sample’s environment', { environment: 'sample' }, 'environment'],
  ['no token', { token: '' }, 'token'],
  ['a token of 16,385 letters', { token: 'x'.repeat(16_385) }, 'token'],
])('%s is refused', async (_, body, at) => {
  const good = { name: 'Team', url: team.url, environment: 'staging', token: team.key }
  const response = await here.ask('/console/connections', jsonBody({ ...good, ...body }))
  const { issues } = await problemOf(response, 422, 'invalid_input')
  expect(issues).toEqual([expect.objectContaining({ path: [at] })])
})

test('an address with a name and a password in it loses both', async () => {
  const url = new URL(team.url)
  url.username = 'user'
  url.password = 'pass'
  expect((await add(url.href, team.key)).status).toBe(201)
  expect(here.local.remoteOrigin()).toBe(team.url)
})
