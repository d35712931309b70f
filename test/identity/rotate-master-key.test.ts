import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices, type ServiceOptions, type Services } from '../../main/services.ts'
import { readWrappedKey } from '../../main/store/instance.ts'
import type { Engine } from '../../main/store/schema.ts'
import { everywhere } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { masterKeyStatus } from '../../main/use-cases/secrets/master-key-status.ts'
import { type Rotation, rotateMasterKey } from '../../main/use-cases/secrets/rotate-master-key.ts'
import { engines, freshPlace, type Place } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { keychainOfTest } from './keychain-of-test.ts'

const log = createLog('silent')
const workspaces = ['a', 'b', 'c'] as const
const many = 250

type Open = (options?: Partial<ServiceOptions>) => Promise<Services>

async function withServices(engine: Engine, use: (open: Open, at: Place) => Promise<void>): Promise<void> {
  const at = await freshPlace(engine)
  const opened: Services[] = []
  const open: Open = async (options) => {
    const { dataDir, databaseUrl } = at
    const services = await openServices({ mode: 'server', dataDir, databaseUrl, log, ...options })
    for (const workspace of workspaces) await ensureWorkspace(services.store, workspace, ada)
    opened.push(services)
    return services
  }
  try {
    await use(open, at)
  } finally {
    for (const services of opened) await services.close()
    await at.remove()
  }
}

const placeOf = (n: number) => ({
  workspace: workspaces[n % workspaces.length] ?? 'a',
  owner: `o-${n % 7}`,
  provider: 'p',
  label: `l-${n}`,
})
const fill = ({ secrets }: Services, count = many) =>
  Promise.all(Array.from({ length: count }, (_, n) => secrets.put(placeOf(n), `secret ${n}`)))
const readAll = ({ secrets }: Services, count = many) =>
  Promise.all(Array.from({ length: count }, (_, n) => secrets.get(placeOf(n))))
const expected = Array.from({ length: many }, (_, n) => `secret ${n}`)

const rotated = async (services: Services): Promise<Rotation> => {
  const result = await rotateMasterKey(services)
  return result.ok ? result.value : expect.fail(result.refusal.detail)
}
const refusal = async (services: Services): Promise<string> => {
  const result = await rotateMasterKey(services)
  return result.ok ? expect.fail('it was done') : result.refusal.detail
}
const rowsOf = ({ store }: Services) => everywhere(() => store.read.selectFrom('secret').selectAll().execute())
const keysInUse = async (services: Services) => [...new Set((await rowsOf(services)).map(({ key_id }) => key_id))]
const newKey = () => randomBytes(32).toString('base64')

describe.each(engines)('rotating the master key on %s', (engine) => {
  test('moves every secret of every workspace, beside a server that goes on, and drops the old key', () =>
    withServices(engine, async (open, { dataDir }) => {
      const file = join(dataDir, 'master.key')
      const server = await open()
      await fill(server)
      const before = readFileSync(file, 'utf8')
      const [old] = await keysInUse(server)
      const ages = (await rowsOf(server)).map(({ created_at, updated_at }) => [created_at, updated_at])
      const done = await rotated(await open())
      expect(done).toMatchObject({ begun: true, moved: many, left: [], dropped: [old] })
      expect(await keysInUse(server)).toEqual([done.to])
      const after = readFileSync(file, 'utf8')
      expect([after.trim().split('\n').length, after.includes(before.trim())]).toEqual([1, false])
      // The server was never told, and neither was the one that starts now.
      expect(await readAll(server)).toEqual(expected)
      expect(await readAll(await open())).toEqual(expected)
      await server.secrets.put({ ...placeOf(0), label: 'new' }, 'sk-new')
      expect(await keysInUse(server)).toEqual([done.to])
      expect(
        (await rowsOf(server)).slice(0, many).map(({ created_at, updated_at }) => [created_at, updated_at]),
      ).toEqual(expect.arrayContaining(ages.slice(0, 5)))
      const wrapped = await readWrappedKey(server.store.read)
      expect(wrapped?.key_id).toBe(engine === 'postgresql' ? done.to : undefined)
      expect((await rotated(await open())).begun).toBe(true)
    }))

  test('several at once end with one key, under which everything is', () =>
    withServices(engine, async (open, { dataDir }) => {
      const all = [await open(), await open(), await open()]
      const [one] = all as [Services]
      await fill(one)
      // One may find that all is done, or that another has gone further: never that anything is lost.
      await Promise.all(all.map(rotateMasterKey))
      const [to, ...others] = await keysInUse(one)
      expect(others).toEqual([])
      const next = await open()
      expect((await next.masterKeys.list()).map(({ id }) => id)).toEqual([to])
      expect(readFileSync(join(dataDir, 'master.key'), 'utf8').trim().split('\n').length).toBe(1)
      expect(await readAll(next)).toEqual(expected)
    }))

  test('one that was overtaken puts nothing back under a key that is gone', () =>
    withServices(engine, async (open) => {
      const [slow, fast] = [await open(), await open()]
      await fill(slow)
      let overtaken = false
      // Between the reading of a batch and its writing, two whole rotations happen.
      const store: Services['store'] = {
        ...slow.store,
        async write(workspace, unit) {
          if (workspace !== '' && !overtaken) {
            overtaken = true
            await rotated(fast)
            await rotated(fast)
          }
          return slow.store.write(workspace, unit)
        },
      }
      expect(await refusal({ ...slow, store })).toContain('Another rotation has gone further')
      const next = await open()
      expect(await keysInUse(next)).toEqual((await next.masterKeys.list()).map(({ id }) => id))
      expect(await readAll(next)).toEqual(expected)
    }))

  test('with the key in the environment goes over to the first of several, and says how when there is one', () =>
    withServices(engine, async (open, { dataDir }) => {
      const [a, b] = [newKey(), newKey()]
      const server = await open({ masterKey: `a:${a}` })
      await fill(server)
      expect(await refusal(server)).toContain('"$(openssl rand -base64 32),$COUNTERSIGN_MASTER_KEY"')
      const next = await open({ masterKey: `b:${b},a:${a}` })
      expect(await rotated(next)).toMatchObject({ to: 'b', begun: false, moved: many, dropped: [] })
      expect(await readAll(await open({ masterKey: `b:${b}` }))).toEqual(expected)
      expect(await refusal(next)).toContain('Everything is under the first key')
      expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
      // A server that was not started anew says so, and writes nothing.
      await expect(server.secrets.get(placeOf(0))).rejects.toThrow('the master key b of this database is not here')
      await expect(server.secrets.put(placeOf(0), 'x')).rejects.toThrow('the master key b of this database is not here')
    }))

  test('goes on where another ended: after each of its steps', () =>
    withServices(engine, async (open, { dataDir }) => {
      const file = join(dataDir, 'master.key')
      const server = await open()
      await fill(server)
      const old = readFileSync(file, 'utf8').trim()
      // Ended after the new key was made durable, and before anything knew of it.
      const { id } = await server.masterKeys.add()
      await server.secrets.put(placeOf(1), 'secret 1')
      expect(await keysInUse(server)).not.toContain(id)
      expect(await rotated(await open())).toMatchObject({ to: id, begun: false, moved: many })
      // Ended before the old key was dropped.
      const fresh = readFileSync(file, 'utf8').trim()
      writeFileSync(file, `${fresh}\n${old}\n`, { mode: 0o600 })
      expect(await rotated(await open())).toMatchObject({
        to: id,
        begun: false,
        moved: 0,
        dropped: [expect.any(String)],
      })
      expect(readFileSync(file, 'utf8').trim()).toBe(fresh)
      expect(await readAll(await open())).toEqual(expected)
    }))

  test('a secret that is put meanwhile wins over the one that was read to be moved', () =>
    withServices(engine, async (open) => {
      const server = await open()
      await fill(server)
      const rotation = rotated(await open())
      const puts = expected.map((_, n) => server.secrets.put(placeOf(n), `newer ${n}`))
      await Promise.all([rotation, ...puts])
      expect(await readAll(await open())).toEqual(expected.map((_, n) => `newer ${n}`))
      expect((await keysInUse(server)).length).toBe(1)
    }))

  test('what cannot be opened stays, is named, and holds up nothing', () =>
    withServices(engine, async (open) => {
      const [a, b, c] = [newKey(), newKey(), newKey()]
      const lost = await open({ masterKey: `a:${a},lost:${c}` })
      await fill(lost)
      await lost.store.write('a', (tx) =>
        tx.db.updateTable('secret').set({ key_id: 'gone' }).where('label', '=', 'l-0').execute(),
      )
      const server = await open({ masterKey: `b:${b},a:${a}` })
      const { moved, left } = await rotated(server)
      expect({ moved, left: left.map(({ label, key_id }) => ({ label, key_id })) }).toEqual({
        moved: many - 1,
        left: [{ label: 'l-0', key_id: 'gone' }],
      })
      const uses = await masterKeyStatus(server)
      expect(uses.find(({ id }) => id === 'gone')).toMatchObject({ here: false, current: false, secrets: 1 })
      expect(uses.find(({ id }) => id === 'b')).toMatchObject({ here: true, current: true, secrets: many - 1 })
      expect(uses.find(({ id }) => id === 'a')).toMatchObject({ here: true, current: false, secrets: 0 })
      expect(await refusal(server)).toContain('Everything is under the first key')
    }))

  test('where there is no key yet, none is made; where it is lost, none is made either', () =>
    withServices(engine, async (open, { dataDir }) => {
      if (engine === 'postgresql') return
      const server = await open()
      expect(await refusal(server)).toBe('There is no master key yet: the first secret makes one.')
      expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
      const masterKey = newKey()
      await (await open({ masterKey })).secrets.put(placeOf(0), 'x')
      await expect(rotateMasterKey(await open())).rejects.toThrow('is not here')
      expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
    }))
})

test('a desktop’s key is rotated in its keychain, by the desktop or by a command', () =>
  withServices('sqlite', async (open, { dataDir }) => {
    const keychain = keychainOfTest()
    const desktop = await open({ mode: 'local', keychain })
    await fill(desktop, 20)
    for (const options of [{ mode: 'local', keychain }, { otherKeychain: async () => keychain }] as const) {
      const { to, moved, dropped } = await rotated(await open(options))
      expect([moved, dropped.length]).toEqual([20, 1])
      expect(await keysInUse(desktop)).toEqual([to])
    }
    expect(keychain.secrets.get(`master-key/${desktop.instance.id}`)?.trim().split('\n').length).toBe(1)
    expect(await readAll(desktop, 20)).toEqual(expected.slice(0, 20))
    expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
  }))

test('what is in memory alone is not rotated', () =>
  withServices('sqlite', async (open) => {
    expect(await refusal(await open({ mode: 'local' }))).toContain('in memory alone')
  }))

test('with another installation’s key nothing goes over to it', () =>
  withServices('sqlite', async (open) => {
    const server = await open()
    await fill(server, 5)
    const foreign = await open({ masterKey: newKey() })
    await expect(rotateMasterKey(foreign)).rejects.toThrow('is not here')
    await server.secrets.put(placeOf(0), 'after')
    expect(await server.secrets.get(placeOf(0))).toBe('after')
  }))
