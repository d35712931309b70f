import { randomBytes, webcrypto } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { deriveKey } from '../../main/identity/fernet.ts'
import { memoryKeychain } from '../../main/identity/keychain.ts'
import { createLog } from '../../main/log.ts'
import { openServices, type ServiceOptions, type Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import type { SealedSecret } from '../../main/store/secrets.ts'
import { everywhere, within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { engines, freshPlace, type Place } from '../support/engines.ts'
import { ada, grace } from '../support/people.ts'
import { keychainOfTest } from './keychain-of-test.ts'

const log = createLog('silent')
const place = { workspace: 'w', owner: 'a-1', provider: 'openai', label: 'main' }

type Open = (options?: Partial<ServiceOptions>) => Promise<Services>

/** Opens the same place as often as the test likes, as another process would. */
async function withServices(engine: Engine, use: (open: Open, at: Place) => Promise<void>): Promise<void> {
  const at = await freshPlace(engine)
  const opened: Services[] = []
  const open: Open = async (options) => {
    const { dataDir, databaseUrl } = at
    const services = await openServices({ mode: 'server', dataDir, databaseUrl, log, ...options })
    for (const workspace of ['w', 'other']) await ensureWorkspace(services.store, workspace, ada)
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

const rows = ({ store }: Services) => everywhere(() => store.read.selectFrom('secret').selectAll().execute())
const row = async (services: Services): Promise<SealedSecret> => (await rows(services))[0] ?? expect.fail('no row')
const write = (services: Services, set: Partial<SealedSecret>) =>
  services.store.write('w', (tx) => tx.db.updateTable('secret').set(set).where('workspace', '=', 'w').execute())

describe.each(engines)('the secret store on %s', (engine) => {
  test('gives back what was put, replaces it, lists it without what is in it, and removes it', () =>
    withServices(engine, async (open) => {
      const { secrets, ...services } = await open()
      expect(await secrets.get(place)).toBeUndefined()
      for (const secret of ['sk-one', '', 'ключ 🔑\nin two lines', 'x'.repeat(20_000), 'sk-two']) {
        await secrets.put(place, secret)
        expect(await secrets.get(place)).toBe(secret)
      }
      await secrets.put({ ...place, label: 'spare' }, 'sk-spare')
      await secrets.put({ ...place, owner: '' }, 'sk-of-all')
      await secrets.put({ ...place, workspace: 'other' }, 'sk-elsewhere')
      const listed = await secrets.list(place)
      expect(listed.map(({ provider, label }) => [provider, label])).toEqual([
        ['openai', 'main'],
        ['openai', 'spare'],
      ])
      expect(Object.keys(listed[0] ?? {}).sort()).toEqual(['created_at', 'label', 'provider', 'updated_at'])
      expect(await secrets.remove(place)).toBe(true)
      expect(await secrets.remove(place)).toBe(false)
      expect(await secrets.get(place)).toBeUndefined()
      expect(await secrets.get({ ...place, owner: '' })).toBe('sk-of-all')
      expect(await secrets.get({ ...place, workspace: 'other' })).toBe('sk-elsewhere')
      expect(secrets.protection).toBe('master_key')
      expect(JSON.stringify(await rows({ ...services, secrets }))).not.toContain('sk-')
    }))

  test('opens for another process, and after a restart, with the same master key alone', () =>
    withServices(engine, async (open, { dataDir }) => {
      const masterKey = randomBytes(32).toString('base64')
      await (await open({ masterKey })).secrets.put(place, 'sk-one')
      const another = await open({ masterKey: `x:${randomBytes(32).toString('base64')},${masterKey}` })
      expect(await another.secrets.get(place)).toBe('sk-one')
      expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
    }))

  test('seals a token that any Fernet opens with the key derived for its place', () =>
    withServices(engine, async (open) => {
      const master = randomBytes(32)
      const services = await open({ masterKey: `prod:${master.toString('base64')}`, clock: () => 1_700_000_000_000 })
      await services.secrets.put(place, 'sk-one')
      const { sealed, key_id } = await row(services)
      const key = deriveKey(master, JSON.stringify(['secret', 'w', 'a-1', 'openai', 'main', 'prod']))
      expect(key_id).toBe('prod')
      expect(await openElsewhere(key, sealed)).toEqual({ text: 'sk-one', time: 1_700_000_000 })
    }))

  test.each(['workspace', 'owner', 'provider', 'label', 'key_id'] as const)(
    'a ciphertext whose row says another %s does not open',
    (column) =>
      withServices(engine, async (open) => {
        const master = randomBytes(32).toString('base64')
        // One key under two names: under the other it must not open for its name alone.
        const services = await open({ masterKey: `main:${master},other:${master}` })
        const { secrets, store } = services
        await secrets.put(place, 'sk-one')
        const moved = { ...(await everywhere(() => store.read.selectFrom('secret').selectAll().execute()))[0] }
        const { key_id, ...at } = { key_id: 'main', ...place, [column]: 'other' }
        const copy = { ...moved, ...at, key_id } as SealedSecret & { created_at: string; updated_at: string }
        await store.write(at.workspace, (tx) =>
          tx.db
            .insertInto('secret')
            .values(copy)
            .onConflict((conflict) =>
              conflict.columns(['workspace', 'owner', 'provider', 'label']).doUpdateSet({ key_id }),
            )
            .execute(),
        )
        await expect(secrets.get(at)).rejects.toThrow('does not open: it was changed or moved')
      }),
  )

  test('columns cannot be shifted into each other', () =>
    withServices(engine, async (open) => {
      const services = await open()
      const { secrets } = services
      await secrets.put({ ...place, provider: 'a","b', label: 'c' }, 'sk-one')
      await write(services, { provider: 'a', label: 'b","c' })
      await expect(secrets.get({ ...place, provider: 'a', label: 'b","c' })).rejects.toThrow('does not open')
    }))

  test('what somebody changed in the database is said to be, and can be put anew', () =>
    withServices(engine, async (open) => {
      const services = await open()
      const { secrets } = services
      await secrets.put(place, 'sk-one')
      const { sealed } = await row(services)
      await write(services, { sealed: `${sealed.slice(0, -6)}AAAAAA` })
      await expect(secrets.get(place)).rejects.toMatchObject({ fault: 'store_unavailable' })
      await secrets.put(place, 'sk-two')
      expect(await secrets.get(place)).toBe('sk-two')
    }))

  test('what goes with it happens together with it, or neither does', () =>
    withServices(engine, async (open) => {
      const { secrets } = await open()
      const fail = async () => {
        throw new Error('no ledger today')
      }
      await expect(secrets.put(place, 'sk-one', fail)).rejects.toThrow('no ledger today')
      expect(await secrets.get(place)).toBeUndefined()
      await secrets.put(place, 'sk-one')
      await expect(secrets.put(place, 'sk-two', fail)).rejects.toThrow('no ledger today')
      await expect(secrets.remove(place, fail)).rejects.toThrow('no ledger today')
      expect(await secrets.get(place)).toBe('sk-one')
    }))

  test('whoever is erased leaves none behind', () =>
    withServices(engine, async (open) => {
      const services = await open()
      const { secrets, store } = services
      for (const by of [ada, grace]) await createKey(services, by, { workspace: 'w', name: 'k', roles: ['viewer'] })
      const people = await within('w', () => store.read.selectFrom('actor').select(['id', 'name']).execute())
      const idOf = (name: string) => people.find((each) => each.name === name)?.id ?? expect.fail(name)
      for (const name of ['Ada', 'Grace']) await secrets.put({ ...place, owner: idOf(name) }, `sk-of-${name}`)
      expect((await eraseActor(services, ada, { workspace: 'w', actor: idOf('Grace') })).ok).toBe(true)
      expect(await secrets.get({ ...place, owner: idOf('Ada') })).toBe('sk-of-Ada')
      expect((await rows(services)).map(({ owner }) => owner)).toEqual([idOf('Ada')])
    }))

  test('a master key that is lost is never replaced in silence; one that comes back opens everything', () =>
    withServices(engine, async (open, { dataDir }) => {
      const first = await open()
      await first.secrets.put(place, 'sk-one')
      const file = join(dataDir, 'master.key')
      const text = readFileSync(file, 'utf8')
      rmSync(file)
      if (engine === 'postgresql') await expect(open()).rejects.toThrow('is not here')
      else {
        const { secrets } = await open()
        await expect(secrets.get(place)).rejects.toThrow(/^the master key [0-9a-f]{8} of this database is not here/)
        await expect(secrets.put({ ...place, label: 'b' }, 'sk-two')).rejects.toThrow('is not here')
      }
      expect(existsSync(file)).toBe(false)
      writeFileSync(file, text, { mode: 0o600 })
      expect(await (await open()).secrets.get(place)).toBe('sk-one')
    }))

  test('new secrets go under the one current key of all processes, whatever each was started with', () =>
    withServices(engine, async (open) => {
      const [a, b] = [0, 1].map(() => randomBytes(32).toString('base64'))
      const services = await open({ masterKey: `a:${a}` })
      await services.secrets.put(place, 'sk-one')
      const ahead = await open({ masterKey: `b:${b},a:${a}` })
      await ahead.secrets.put({ ...place, label: 'two' }, 'sk-two')
      expect((await rows(services)).map(({ key_id }) => key_id)).toEqual(['a', 'a'])
      expect(await services.secrets.get({ ...place, label: 'two' })).toBe('sk-two')
      // One that does not have it writes nothing that others could not read.
      if (engine === 'postgresql') return
      const stranger = await open({ masterKey: `b:${b}` })
      await expect(stranger.secrets.put(place, 'sk-three')).rejects.toThrow('the master key a of this database is not')
      expect(await services.secrets.get(place)).toBe('sk-one')
    }))
})

/** As github.com/fernet/spec has it, written for this test on another implementation of its parts. */
async function openElsewhere(key: Uint8Array, token: string): Promise<{ text: string; time: number }> {
  const bytes = Buffer.from(token, 'base64url')
  const { subtle } = webcrypto
  const half = (from: number) => new Uint8Array(key.slice(from, from + 16))
  const signing = await subtle.importKey('raw', half(0), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const signed = new Uint8Array(bytes.subarray(0, -32))
  if (!(await subtle.verify('HMAC', signing, new Uint8Array(bytes.subarray(-32)), signed))) throw new Error('HMAC')
  const encryption = await subtle.importKey('raw', half(16), 'AES-CBC', false, ['decrypt'])
  const plain = await subtle.decrypt({ name: 'AES-CBC', iv: signed.slice(9, 25) }, encryption, signed.slice(25))
  return { text: Buffer.from(plain).toString(), time: Number(bytes.readBigUInt64BE(1)) }
}

describe('on a desktop', () => {
  test('the master key is in the keychain, and in no file', () =>
    withServices('sqlite', async (open, { dataDir }) => {
      const keychain = keychainOfTest()
      const first = await open({ mode: 'local', keychain })
      expect([first.secrets.protection, [...keychain.secrets.keys()].length]).toEqual(['keychain', 1])
      await first.secrets.put(place, 'sk-one')
      expect(keychain.secrets.get(`master-key/${first.instance.id}`)).toMatch(/^[A-Za-z0-9+/]{43}=\n$/)
      expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
      expect(await (await open({ mode: 'local', keychain })).secrets.get(place)).toBe('sk-one')
    }))

  test('without a keychain it is in memory: what was put lasts as long as the program', () =>
    withServices('sqlite', async (open, { dataDir }) => {
      const first = await open({ mode: 'local', keychain: memoryKeychain() })
      await first.secrets.put(place, 'sk-one')
      expect([first.secrets.protection, await first.secrets.get(place)]).toEqual(['memory', 'sk-one'])
      expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
      const next = await open({ mode: 'local', keychain: memoryKeychain() })
      expect(await next.secrets.get(place)).toBeUndefined()
      await next.secrets.put(place, 'sk-two')
      expect(await next.secrets.get(place)).toBe('sk-two')
    }))

  test('what went under a keychain that is gone for now is not taken for gone', () =>
    withServices('sqlite', async (open) => {
      const keychain = keychainOfTest()
      await (await open({ mode: 'local', keychain })).secrets.put(place, 'sk-one')
      const pem = [...keychain.secrets].find(([account]) => account.startsWith('ledger-signing-key/')) ?? ['', '']
      const half = keychainOfTest()
      half.secrets.set(...pem)
      const without = await open({ mode: 'local', keychain: { ...half, kind: 'keychain' } })
      await expect(without.secrets.get(place)).rejects.toThrow('is not here')
      await expect(without.secrets.put(place, 'sk-two')).rejects.toThrow('is not here')
      expect(await (await open({ mode: 'local', keychain })).secrets.get(place)).toBe('sk-one')
    }))
})
