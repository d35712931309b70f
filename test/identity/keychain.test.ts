import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { memoryKeychain, openKeychain } from '../../main/identity/keychain.ts'

const keytar = vi.hoisted(() => ({ how: 'throws at import' }))
vi.mock('keytar', () => {
  if (keytar.how === 'throws at import') throw new Error('libsecret-1.so.0: cannot open shared object file')
  const secrets = new Map<string, string>()
  const answering =
    <T>(answer: (account: string, secret: string) => T) =>
    async (_service: string, account: string, secret: string): Promise<T> => {
      if (keytar.how === 'throws at use')
        throw new Error('The name org.freedesktop.secrets was not provided by any .service files')
      return answer(account, secret)
    }
  return {
    default: {
      getPassword: answering((account) => secrets.get(account) ?? null),
      setPassword: answering((account, secret) => secrets.set(account, secret)),
      deletePassword: answering((account) => secrets.delete(account)),
    },
  }
})

test.each(['throws at import', 'throws at use'])(
  'where keytar %s, secrets are kept in memory and nothing is entrusted',
  async (how) => {
    keytar.how = how
    vi.resetModules()
    const heard: unknown[] = []
    const keychain = await openKeychain((error) => heard.push(error))
    expect(keychain.kind).toBe('memory')
    expect(heard.length).toBe(1)
    await keychain.set('account', 'secret')
    expect(await keychain.get('account')).toBe('secret')
  },
)

test('a keychain that is locked or ends midway is a sentence; when it is back, what it had is there', async () => {
  keytar.how = 'answers'
  vi.resetModules()
  // Modules anew, so that the mock decides anew; the errors are those of the same modules.
  const keychains = await import('../../main/identity/keychain.ts')
  const { openServices } = await import('../../main/services.ts')
  const { createLog } = await import('../../main/log.ts')
  const keychain = await keychains.openKeychain((error) => expect.fail(String(error)))
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-keychain-'))
  const open = () => openServices({ mode: 'local', dataDir, log: createLog('silent'), keychain })
  const place = { workspace: 'local', owner: '', provider: 'openai', label: 'main' }
  const services = await open()
  const sentence = {
    fault: 'store_unavailable',
    message: expect.stringMatching(/^the keychain of this machine does not/),
  }
  try {
    keytar.how = 'throws at use'
    await expect(services.secrets.put(place, 'sk-one')).rejects.toMatchObject(sentence)
    for (const asked of [keychain.get('a'), keychain.set('a', 'b'), keychain.delete('a'), open()])
      await expect(asked).rejects.toMatchObject(sentence)
    keytar.how = 'answers'
    await services.secrets.put(place, 'sk-one')
    keytar.how = 'throws at use'
    // What was read once is not asked for again.
    expect(await services.secrets.get(place)).toBe('sk-one')
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.key') || name.endsWith('.pem'))).toEqual([])
    keytar.how = 'answers'
    const next = await open()
    expect(await next.secrets.get(place)).toBe('sk-one')
    await next.close()
  } finally {
    await services.close()
    rmSync(dataDir, { recursive: true })
  }
})

test('what is kept in memory is gone with it', async () => {
  const keychain = memoryKeychain()
  expect(await keychain.get('a')).toBeUndefined()
  await keychain.set('a', 'one')
  await keychain.set('a', 'two')
  expect(await keychain.get('a')).toBe('two')
  await keychain.delete('a')
  await keychain.delete('a')
  expect(await keychain.get('a')).toBeUndefined()
  await keychain.set('a', 'one')
  expect(await memoryKeychain().get('a')).toBeUndefined()
})
