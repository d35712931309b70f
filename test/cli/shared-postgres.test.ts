import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { fillLedger } from '../http/harness.ts'
import { readEvents, seqsOf } from '../http/sse.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, makeKey, output, run, serve, slow } from './program.ts'

const newMasterKey = () => randomBytes(32).toString('base64')

async function freshTeam() {
  const { database } = await freshStoreFlags('postgresql')
  const env = { COUNTERSIGN_DATABASE_URL: database, COUNTERSIGN_MASTER_KEY: newMasterKey() }
  return { database, env, on: () => ['--data', freshDir()] }
}

test('two servers on one database: one instance, one signing key, and one order of events for all', slow, async () => {
  const { database, env, on } = await freshTeam()
  // Both start on the empty database at the same time.
  const servers = await Promise.all([serve(on(), env), serve(on(), env)])
  const key = await makeKey(on(), 'admin', env)
  const headers = { authorization: `Bearer ${key}` }
  const get = (path: string) =>
    Promise.all(servers.map(async ({ url }) => (await fetch(`${url}${path}`, { headers })).text()))
  for (const path of ['/api/v1/audit/key', '/api/v1/audit/checkpoint', '/api/v1/audit/entries']) {
    const [first, second] = await get(path)
    expect(first, path).toBe(second)
  }

  // Three writers at once: two programs of their own, and the command line as a third.
  const streams = await Promise.all(
    servers.map(async ({ url }) => readEvents(await fetch(`${url}/api/v1/events?after=0`, { headers }))),
  )
  const total = 2 + 2 * 60 + 1
  const reading = Promise.all(streams.map((stream) => stream.take(total)))
  const open = () =>
    openServices({
      mode: 'server',
      dataDir: freshDir(),
      databaseUrl: database,
      masterKey: env.COUNTERSIGN_MASTER_KEY,
      log: createLog('silent'),
    })
  const writers = await Promise.all([open(), open()])
  const write = async (services: (typeof writers)[number]) => {
    for (let i = 0; i < 20; i++) await fillLedger(services, 'w', 3)
  }
  await Promise.all([...writers.map(write), makeKey(on(), 'runner', env)])
  for (const events of await reading) expect(seqsOf(events)).toEqual(Array.from({ length: total }, (_, i) => i + 1))
  const [first, second] = (await reading).map((events) => events.map((event) => event.data))
  expect(first).toEqual(second)
  for (const { close } of writers) await close()
  expect(await output(['audit', 'verify', ...on()], env)).toMatch(new RegExp(`^w: ok, ${total} entries`))
  for (const server of servers) expect((await server.stop()).code).toBe(0)
})

test('a key that one server revoked opens the other no more', slow, async () => {
  const { env, on } = await freshTeam()
  const server = await serve(on(), env)
  const key = await makeKey(on(), 'viewer', env)
  const ask = async () =>
    (await fetch(`${server.url}/console/session`, { headers: { authorization: `Bearer ${key}` } })).status
  expect(await ask()).toBe(200)
  const id = (await output(['keys', 'list', ...on()], env)).split('\n')[1]?.split(' ')[0] ?? ''
  await output(['keys', 'revoke', id, ...on()], env)
  expect(await ask()).toBe(401)
})

test.each<[what: string, master: string, why: string]>([
  ['another master key', newMasterKey(), 'of this database is not here (COUNTERSIGN_MASTER_KEY, or'],
  ['a master key that is too short', 'c2hvcnQ=', 'the master key must be 32 bytes in base64'],
  ['a master key that is none', 'hello', 'the master key must be 32 bytes in base64'],
])('%s is said in a sentence', slow, async (_, master, why) => {
  const { env, on } = await freshTeam()
  await makeKey(on(), 'viewer', env)
  const { code, stdout, stderr } = await run(['serve', '--port', '0', ...on()], {
    ...env,
    COUNTERSIGN_MASTER_KEY: master,
  })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^countersign: the master key /)
  expect(stderr).toContain(why)
  expect(stderr).not.toContain(master)
})

test('a folder without the master key cannot open the database, and is not given a new one', slow, async () => {
  const { database } = await freshStoreFlags('postgresql')
  const [home, stranger] = [freshDir(), freshDir()]
  const flags = (dir: string) => ['--data', dir, '--database', database]
  await makeKey(flags(home))
  const { code, stderr } = await run(['audit', 'checkpoint', ...flags(stranger)])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('master key') })
  expect(existsSync(join(stranger, 'master.key'))).toBe(false)
  if (process.platform === 'win32') return
  chmodSync(join(home, 'master.key'), 0o640)
  const readable = await run(['audit', 'checkpoint', ...flags(home)])
  expect(readable).toMatchObject({ code: 1, stderr: expect.stringContaining('can be read by others') })
})

test('a database that is not there is said in a sentence', slow, async () => {
  const { code, stdout, stderr } = await run([
    'serve',
    '--port',
    '0',
    '--data',
    freshDir(),
    '--database',
    'postgres://nobody:secret-pw@127.0.0.1:1/x',
  ])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('countersign: the PostgreSQL server cannot be reached or refuses the connection')
  expect(stderr).not.toContain('secret-pw')
})
