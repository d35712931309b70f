import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSwitchboard } from '../../main/http/switchboard.ts'
import { openKeychain } from '../../main/identity/keychain.ts'
import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import { rotateMasterKey } from '../../main/use-cases/secrets/rotate-master-key.ts'

/** Runs beside a real Secret Service: see test/support/secret-service.ts. */
const open = () => openKeychain((error) => expect.fail(`there is no Secret Service here: ${error}`))

test('what is set is there for the next to open it, changes, and goes', async () => {
  const keychain = await open()
  expect(keychain.kind).toBe('keychain')
  expect(await keychain.get('test/nothing')).toBeUndefined()
  for (const secret of ['one', 'two', 'ключ 🔑\nin two lines', 'x'.repeat(8192)]) {
    await keychain.set('test/account', secret)
    expect(await (await open()).get('test/account')).toBe(secret)
  }
  await keychain.set('test/other', 'theirs')
  await keychain.delete('test/account')
  await keychain.delete('test/account')
  expect([await keychain.get('test/account'), await keychain.get('test/other')]).toEqual([undefined, 'theirs'])
})

async function withFolder(use: (dir: string) => Promise<void>) {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-keyring-test-'))
  await use(dir).finally(() => rmSync(dir, { recursive: true }))
}

function filesUnder(dir: string): string {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name))
  return names
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name, 'latin1'))
    .join('\n')
}

test('the signing key of this machine goes to the keychain and not to the disk', () =>
  withFolder(async (dataDir) => {
    const visit = async () => {
      const services = await openServices({ mode: 'local', dataDir, log: createLog('silent'), keychain: await open() })
      await services.close()
      return { instance: services.instance.id, pem: services.signer.exportPem() }
    }
    const first = await visit()
    expect(await (await open()).get(`ledger-signing-key/${first.instance}`)).toBe(first.pem)
    expect(filesUnder(dataDir)).not.toContain('PRIVATE KEY')
    expect(await visit()).toEqual(first)
    await (await open()).delete(`ledger-signing-key/${first.instance}`)
    await expect(visit()).rejects.toThrow('is not here')
  }))

test('the master key of this machine goes to the keychain, is rotated there, and is in no file', () =>
  withFolder(async (dataDir) => {
    const place = { workspace: 'local', owner: '', provider: 'openai', label: 'main' }
    const visit = async <T>(use: (services: Services) => Promise<T>): Promise<T> => {
      const services = await openServices({ mode: 'local', dataDir, log: createLog('silent'), keychain: await open() })
      return use(services).finally(services.close)
    }
    const held = async (instance: string) => (await (await open()).get(`master-key/${instance}`)) ?? ''
    const { instance, kind } = await visit(async (services) => {
      await services.secrets.put(place, 'sk-planted-for-the-keyring')
      return { instance: services.instance.id, kind: services.secrets.protection }
    })
    const first = await held(instance)
    expect([kind, first]).toEqual(['keychain', expect.stringMatching(/^[A-Za-z0-9+/]{43}=\n$/)])
    expect((await visit(rotateMasterKey)).ok).toBe(true)
    const second = await held(instance)
    expect(second).toMatch(/^[A-Za-z0-9+/]{43}=\n$/)
    expect(second).not.toBe(first)
    expect(await visit(({ secrets }) => secrets.get(place))).toBe('sk-planted-for-the-keyring')
    const files = filesUnder(dataDir)
    for (const secret of [first.trim(), second.trim(), 'sk-planted']) expect(files).not.toContain(secret)
    await (await open()).delete(`master-key/${instance}`)
    await expect(visit(({ secrets }) => secrets.get(place))).rejects.toThrow('is not here')
    await expect(visit(({ secrets }) => secrets.put(place, 'another'))).rejects.toThrow('is not here')
  }))

test('the token of a server goes to the keychain and not to the disk', () =>
  withFolder(async (dataDir) => {
    const token = `sk-at-${'k'.repeat(43)}`
    const { version } = await import('../../main/version.ts')
    const sent: (string | null)[] = []
    const fetchHere: typeof fetch = async (input, init) => {
      const { headers, url } = new Request(input, init)
      sent.push(headers.get('authorization'))
      return Response.json(url.endsWith('/health') ? { status: 'ok', version } : {})
    }
    const start = async () =>
      createSwitchboard({
        dataDir,
        consoleDir: dataDir,
        log: createLog('silent'),
        keychain: await open(),
        fetch: fetchHere,
      })
    const first = await start()
    const body = JSON.stringify({ name: 'Team', url: 'https://ops.example', environment: 'staging', token })
    const headers = { 'content-type': 'application/json' }
    const ask = (path: string, init?: RequestInit) => new Request(`app://console${path}`, init)
    expect(
      (await first.fetch(ask('/console/connections', { method: 'POST', body, headers }), { door: 'desktop' })).status,
    ).toBe(201)
    await first.close()
    expect(filesUnder(dataDir)).not.toContain(token)
    const second = await start()
    sent.length = 0
    await second.fetch(ask('/api/v1/audit/entries'), { door: 'desktop' })
    expect(sent).toEqual([`Bearer ${token}`])
    await second.close()
  }))
