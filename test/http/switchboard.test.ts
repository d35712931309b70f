import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Connections, Session } from '../../shared/contract/console.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { startConsole, startTeam, type TeamServer, type TestConsole } from './team-server.ts'

let team: TeamServer
beforeAll(async () => {
  team = await startTeam('sqlite', ['viewer'])
})
afterAll(() => team.close())

let here: TestConsole
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

const connections = async (response: Response | Promise<Response>) =>
  Connections.strict().parse(await (await response).json())
const mode = async () => Session.parse(await (await here.ask('/console/session')).json()).authentication_mode
const select = (id: string) => here.ask('/console/connections/select', jsonBody({ id }))
const remove = (id: string) => here.ask('/console/connections/remove', jsonBody({ id }))

describe('choosing what the console talks to', () => {
  test('a first start shows the sample and says that nothing was chosen yet', async () => {
    const { current, known, chosen, keychain } = await connections(here.ask('/console/connections'))
    expect(current).toMatchObject({ id: 'sample', kind: 'sample', environment: 'sample', url: null })
    expect(known?.map(({ id }) => id)).toEqual(['sample', 'local'])
    expect({ chosen, keychain }).toEqual({ chosen: false, keychain: 'keychain' })
    expect(await mode()).toBe('sample')
  })

  test('sample, this machine, a server, and back', async () => {
    expect((await connections(select('local'))).current.kind).toBe('local')
    expect(await mode()).toBe('local')
    const added = await here.connectTo(team, team.key)
    expect(added.status).toBe(201)
    const { current, known } = await connections(added)
    expect(current).toMatchObject({ kind: 'server', name: 'Team', environment: 'staging', url: team.url })
    expect(known?.length).toBe(3)
    expect(await mode()).toBe('api_key')
    expect(here.local.remoteOrigin()).toBe(team.url)
    expect((await connections(select('sample'))).chosen).toBe(true)
    expect({ mode: await mode(), remote: here.local.remoteOrigin() }).toEqual({ mode: 'sample', remote: null })
    await select(current.id)
    expect(await mode()).toBe('api_key')
  })

  test('whoever listens hears of each change', async () => {
    const heard: string[] = []
    const stop = here.local.onChange(() => heard.push(here.local.current().kind))
    await select('local')
    await here.connectTo(team, team.key)
    await select('sample')
    stop()
    await select('local')
    expect(heard).toEqual(['local', 'server', 'sample'])
  })

  test('the choice outlives the program; the file is private and holds no token', async () => {
    const { current } = await connections(here.connectTo(team, team.key))
    const file = join(here.dataDir, 'connections.json')
    const text = readFileSync(file, 'utf8')
    expect(JSON.parse(text)).toMatchObject({ current: current.id, servers: [{ id: current.id, url: team.url }] })
    expect(text).not.toContain(team.key)
    expect([...here.keychain.secrets.values()].join()).toContain(team.key)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = await startConsole({ dataDir: here.dataDir, keychain: here.keychain })
    expect(await (await again.ask('/console/session')).json()).toMatchObject({ authentication_mode: 'api_key' })
    await again.local.close()
  })

  test('a server is forgotten together with its token, and the sample takes its place', async () => {
    const { current } = await connections(here.connectTo(team, team.key))
    const { current: next, known } = await connections(remove(current.id))
    expect({ next: next.id, known: known?.length }).toEqual({ next: 'sample', known: 2 })
    expect([...here.keychain.secrets.values()].join()).not.toContain(team.key)
    await problemOf(await select(current.id), 404, 'connection_unknown')
  })

  test('a server whose token the keychain has lost asks for it again', async () => {
    await here.connectTo(team, team.key)
    here.keychain.secrets.clear()
    expect((await problemOf(await here.ask('/console/session'), 401, 'credential_missing')).detail).toContain('Team')
  })

  test.each([
    ['nothing', () => select(''), 404, 'connection_unknown'],
    ['an unknown one', () => select('nobody'), 404, 'connection_unknown'],
    ['without a name', () => here.ask('/console/connections/select', jsonBody({})), 422, 'invalid_input'],
    ['removing the sample', () => remove('sample'), 409, 'not_offered_here'],
    ['removing this machine', () => remove('local'), 409, 'not_offered_here'],
    ['removing an unknown one', () => remove('nobody'), 404, 'connection_unknown'],
    [
      'a body that is no JSON',
      () => here.ask('/console/connections/select', { ...jsonBody(0), body: '{' }),
      422,
      'invalid_input',
    ],
    ['a body of 1 MiB and more', () => select('x'.repeat(1024 * 1024)), 413, 'body_too_large'],
  ] as const)('%s is refused', async (_, ask, status, code) => {
    await problemOf(await ask(), status, code)
  })

  test.each(['not json', '{"current":5}', '{"current":"gone","servers":[]}', ''])(
    'a file that says %s is as good as none',
    async (text) => {
      writeFileSync(join(here.dataDir, 'connections.json'), text)
      const again = await startConsole({ dataDir: here.dataDir })
      expect((await connections(again.ask('/console/connections'))).current.id).toBe('sample')
      await again.local.close()
    },
  )
})

describe('the sample begins anew', () => {
  const checkpoint = async () => (await here.ask('/api/v1/audit/checkpoint')).text()

  test('with another ledger', async () => {
    const before = await checkpoint()
    expect((await connections(here.ask('/console/sample/reset', { method: 'POST' }))).current.id).toBe('sample')
    expect(await checkpoint()).not.toBe(before)
    expect(await (await here.ask('/api/v1/audit/verify', { method: 'POST' })).json()).toMatchObject({ ok: true })
  })

  test('and only the sample does', async () => {
    await select('local')
    const before = await checkpoint()
    await problemOf(await here.ask('/console/sample/reset', { method: 'POST' }), 409, 'not_offered_here')
    expect(await checkpoint()).toBe(before)
  })
})
