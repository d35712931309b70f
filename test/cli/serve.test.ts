import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { parsePort } from '../../main/cli/serve.ts'
import { openStore } from '../../main/store/open.ts'
import { readEvents, seqsOf } from '../http/sse.ts'
import { engines } from '../support/engines.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, makeKey, output, run, serve, slow } from './program.ts'

const withKey = (key: string, extra: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${key}`, ...extra },
})

test('the sample: one line, no credential, and away with it at the end', slow, async () => {
  const server = await serve(['--sample'])
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const session = await (await fetch(`${server.url}/console/session`)).json()
  expect(session).toMatchObject({ authentication_mode: 'sample', workspace: 'sample' })
  const before = await (await fetch(`${server.url}/api/v1/audit/checkpoint`)).text()
  expect((await fetch(`${server.url}/console/sample/reset`, { method: 'POST' })).status).toBe(200)
  expect(await (await fetch(`${server.url}/api/v1/audit/checkpoint`)).text()).not.toBe(before)
  // Clients that leave amidst a stream are no reason to say anything.
  for (let i = 0; i < 10; i++) {
    const gone = new AbortController()
    await readEvents(await fetch(`${server.url}/api/v1/events?after=0`, { signal: gone.signal })).take(1)
    gone.abort()
  }
  const { code, stdout } = await server.stop()
  expect({ code, stdout }).toEqual({ code: 0, stdout: `countersign listening on ${server.url}\n` })
})

test.each(['0.0.0.0', 'localhost.evil.example'])('the sample is not served on %s', slow, async (host) => {
  const { code, stdout, stderr } = await run(['serve', '--sample', '--port', '0', '--host', host])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(`countersign: --sample needs no credential, so it is served on loopback alone, not on ${host}\n`)
})

test('a port that is taken is said in a sentence', slow, async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const { code, stdout, stderr } = await run(['serve', '--data', freshDir(), '--port', `${port}`])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  const sentence = stderr.split('\n').filter((line) => line.startsWith('countersign: '))
  expect(sentence).toEqual([expect.stringMatching(new RegExp(`${port} .*(taken|in use)`))])
  expect(stderr).not.toContain('    at ')
  taken.close()
})

test('an address that this machine has not is said in a sentence', slow, async () => {
  const { code, stderr } = await run(['serve', '--data', freshDir(), '--port', '0', '--host', '192.0.2.1'])
  expect({ code, said: stderr.split('\n').at(-2) }).toEqual({
    code: 1,
    said: 'countersign: this machine has no address 192.0.2.1 to listen on',
  })
})

test.each(['-1', '65536', '1e3', 'http', '', ' ', '80 '])('the port "%s" is none', (port) => {
  expect(() => parsePort(port)).toThrow('a port is a number from 0 to 65535')
})

describe.each(engines)('serve on %s', (engine) => {
  test('a database of a newer program is said in a sentence', slow, async () => {
    const { flags, database } = await freshStoreFlags(engine)
    const store = await openStore({ database })
    await store.write('', (tx) => tx.db.insertInto('schema_version').values({ version: 999 }).execute())
    await store.close()
    for (const command of [
      ['serve', '--port', '0'],
      ['keys', 'create', '--workspace', 'w', '--name', 'n', '--role', 'viewer'],
    ]) {
      const { code, stdout, stderr } = await run([...command, ...flags])
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^countersign: the database was made by a newer Countersign \(schema 999; .*\)\. Update/)
    }
  })

  test('answers who has a key, and notices the commits of other processes', slow, async () => {
    const { flags } = await freshStoreFlags(engine)
    const server = await serve(flags)
    expect((await fetch(`${server.url}/console/session`)).status).toBe(401)
    const key = await makeKey(flags)
    const session = await (await fetch(`${server.url}/console/session`, withKey(key))).json()
    expect(session).toMatchObject({ authentication_mode: 'api_key', roles: ['admin'], workspace: 'w' })
    const stream = readEvents(await fetch(`${server.url}/api/v1/events`, withKey(key)))
    await makeKey(flags, 'viewer')
    expect(seqsOf(await stream.take(1))).toEqual([3])
    const id = (await output(['keys', 'list', ...flags])).split('\n')[1]?.split(' ')[0] ?? ''
    await output(['keys', 'revoke', id, ...flags])
    expect(JSON.parse((await stream.take(1))[0]?.data ?? '')).toMatchObject({
      seq: 4,
      action: 'access.key.revoked',
      subject: `key:${id}`,
    })
    expect((await fetch(`${server.url}/console/session`, withKey(key))).status).toBe(401)
    const rest = stream.rest()
    const { code } = await server.stop()
    expect({ code, rest: await rest }).toEqual({ code: 0, rest: [] })
  })

  test('SIGTERM: takes nothing new, finishes what is in flight, closes streams, exits 0', slow, async () => {
    const { flags } = await freshStoreFlags(engine)
    const key = await makeKey(flags)
    const server = await serve(flags)
    const { port, hostname } = new URL(server.url)
    const stream = readEvents(await fetch(`${server.url}/api/v1/events?after=0`, withKey(key)))
    await stream.take(2)

    // A request whose head has arrived for certain, because the server says so, and whose body is still to come.
    const socket = connect(Number(port), hostname)
    const body = '{}'
    socket.write(
      `POST /api/v1/audit/verify HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
    )
    const [first] = await Promise.all([new Promise<Buffer>((resolve) => socket.once('data', resolve))])
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    const rest = stream.rest()
    server.signal('SIGTERM')
    await server.says('stopping')
    expect(await rest).toEqual([])
    await expect(fetch(`${server.url}/health`)).rejects.toThrow()
    socket.write(body)
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('"ok":true,"size":2')
    expect(await server.ended).toMatchObject({ code: 0, stdout: `countersign listening on ${server.url}\n` })
  })
})

test('a second signal ends it at once', slow, async () => {
  const server = await serve(['--sample'])
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    'POST /api/v1/audit/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n',
  )
  await new Promise((resolve) => socket.once('data', resolve))
  server.signal('SIGTERM')
  await server.says('stopping')
  server.signal('SIGTERM')
  expect((await server.ended).code).toBe(143)
})
