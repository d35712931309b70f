import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { deriveKey, fernetSeal } from '../../main/identity/fernet.ts'
import { generateSigningKey } from '../../main/ledger/signer.ts'
import { createLog } from '../../main/log.ts'
import { openServices, type ServiceOptions } from '../../main/services.ts'
import { readWrappedKey } from '../../main/store/instance.ts'
import { openStore } from '../../main/store/open.ts'
import { readSnapshot } from '../../main/store/snapshot.ts'
import { freshPlace, type Place } from '../support/engines.ts'
import { keychainOfTest } from './keychain-of-test.ts'

const posix = process.platform !== 'win32'
const log = createLog('silent')

async function withPlaces(engine: 'sqlite' | 'postgresql', use: (place: Place) => Promise<void>) {
  const place = await freshPlace(engine)
  await use(place).finally(place.remove)
}

/** Opens, closes, and tells what it found. */
async function visit(place: Place, options: Partial<ServiceOptions> = {}) {
  const { dataDir, databaseUrl } = place
  const services = await openServices({ mode: 'server', dataDir, databaseUrl, log, ...options })
  const pem = services.signer.exportPem()
  await services.close()
  return { instance: services.instance.id, pem }
}

/** What a master key that nobody named is called. */
const keyIdOf = (masterKey: string): string =>
  createHash('sha256')
    .update('countersign master key id\0')
    .update(Buffer.from(masterKey, 'base64'))
    .digest('hex')
    .slice(0, 8)

const signingKeyFile = (dataDir: string, instance: string) => join(dataDir, `signing-key-${instance}.pem`)
const pemFiles = (place: Place) => readdirSync(place.dataDir).filter((name) => name.endsWith('.pem'))

describe('without a keychain the signing key', () => {
  test('is made once, in a file that its owner alone may read', () =>
    withPlaces('sqlite', async (place) => {
      const first = await visit(place)
      const file = signingKeyFile(place.dataDir, first.instance)
      expect(readFileSync(file, 'utf8')).toBe(first.pem)
      expect(first.pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
      if (posix) expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(await visit(place)).toEqual(first)
      expect(pemFiles(place).length).toBe(1)
    }))

  test.runIf(posix).each([0o640, 0o604, 0o644, 0o660, 0o666])('is refused when others can read it (%o)', (mode) =>
    withPlaces('sqlite', async (place) => {
      const { instance } = await visit(place)
      const file = signingKeyFile(place.dataDir, instance)
      chmodSync(file, mode)
      await expect(visit(place)).rejects.toThrow(`${file} can be read by others; make it private (chmod 600)`)
    }),
  )

  test('is never replaced by a new one in silence', () =>
    withPlaces('sqlite', async (place) => {
      const { instance } = await visit(place)
      rmSync(signingKeyFile(place.dataDir, instance))
      await expect(visit(place)).rejects.toMatchObject({
        fault: 'store_unavailable',
        message: expect.stringContaining(`the signing key of this ledger (instance ${instance}) is not here`),
      })
      expect(pemFiles(place)).toEqual([])
    }))

  test.each([
    ['another key', generateSigningKey(), 'does not belong to this ledger'],
    ['no key at all', 'not a key', ''],
  ])('is refused when it is %s', (_, pem, why) =>
    withPlaces('sqlite', async (place) => {
      const { instance } = await visit(place)
      writeFileSync(signingKeyFile(place.dataDir, instance), pem)
      await expect(visit(place)).rejects.toThrow(why)
    }),
  )

  test('is one, however many start at the same time', () =>
    withPlaces('sqlite', async (place) => {
      const seen = await Promise.all(Array.from({ length: 5 }, () => visit(place)))
      expect(new Set(seen.map(({ pem }) => pem)).size).toBe(1)
      expect(await visit(place)).toEqual(seen[0])
    }))
})

describe('with a keychain the signing key', () => {
  test('is in the keychain, and not on the disk', () =>
    withPlaces('sqlite', async (place) => {
      const keychain = keychainOfTest()
      const { instance, pem } = await visit(place, { keychain })
      expect([...keychain.secrets]).toEqual([[`ledger-signing-key/${instance}`, pem]])
      expect(pemFiles(place)).toEqual([])
      const files = readdirSync(place.dataDir).map((name) => readFileSync(join(place.dataDir, name), 'latin1'))
      expect(files.join()).not.toContain('PRIVATE KEY')
      keychain.secrets.clear()
      await expect(visit(place, { keychain })).rejects.toThrow('is not here')
    }))

  test('is still found in the file where it was before there was one', () =>
    withPlaces('sqlite', async (place) => {
      const first = await visit(place)
      expect(await visit(place, { keychain: keychainOfTest() })).toEqual(first)
    }))
})

describe('on PostgreSQL the signing key', () => {
  test('is in the database, wrapped, and in no file', () =>
    withPlaces('postgresql', async (place) => {
      const { pem } = await visit(place)
      const { wrapped, key_id } = (await readSnapshot(place.database, readWrappedKey)) ?? { wrapped: '' }
      expect(key_id).toMatch(/^[0-9a-f]{8}$/)
      expect(wrapped).toMatch(/^gAAAA[\w-]+=*$/)
      expect(Buffer.from(wrapped, 'base64url').toString('latin1')).not.toContain('PRIVATE')
      expect({ pem: pemFiles(place), master: existsSync(join(place.dataDir, 'master.key')) }).toEqual({
        pem: [],
        master: true,
      })
      if (posix) expect(statSync(join(place.dataDir, 'master.key')).mode & 0o777).toBe(0o600)
      expect((await visit(place)).pem).toBe(pem)
    }))

  test('opens under the same master key from anywhere, and under no other', () =>
    withPlaces('postgresql', async (place) => {
      const masterKey = randomBytes(32).toString('base64')
      const first = await visit(place, { masterKey })
      expect(existsSync(join(place.dataDir, 'master.key'))).toBe(false)
      await withPlaces('sqlite', async ({ dataDir }) => {
        expect(await visit({ ...place, dataDir }, { masterKey: `${masterKey}\n` })).toEqual(first)
        await expect(visit({ ...place, dataDir })).rejects.toThrow(
          /^the master key [0-9a-f]{8} of this database is not here/,
        )
        expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
      })
      for (const [other, why] of [
        [randomBytes(32).toString('base64'), 'of this database is not here'],
        [`${keyIdOf(masterKey)}:${randomBytes(32).toString('base64')}`, 'is not the one'],
        ['', '32 bytes'],
        [randomBytes(33).toString('base64'), '32 bytes'],
      ])
        await expect(visit(place, { masterKey: other })).rejects.toThrow(why)
    }))

  test('that was wrapped when there was only one master key still opens, under whichever of several it is', () =>
    withPlaces('postgresql', async (place) => {
      const masterKey = randomBytes(32).toString('base64')
      const first = await visit(place, { masterKey })
      const key = deriveKey(Buffer.from(masterKey, 'base64'), JSON.stringify(['ledger-signing-key', first.instance]))
      const wrapped = fernetSeal(key, Buffer.from(first.pem), 0)
      const store = await openStore({ database: place.database })
      await store.write('', (tx) => tx.db.updateTable('signing_key').set({ wrapped, key_id: null }).execute())
      await store.close()
      const other = randomBytes(32).toString('base64')
      expect(await visit(place, { masterKey: `${other},${masterKey}` })).toEqual(first)
      await expect(visit(place, { masterKey: other })).rejects.toThrow('is not the one')
    }))
})
