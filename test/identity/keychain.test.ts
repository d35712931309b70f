import { expect, test, vi } from 'vitest'
import { memoryKeychain, openKeychain } from '../../main/identity/keychain.ts'

const keytar = vi.hoisted(() => ({ how: 'throws at import' }))
vi.mock('keytar', () => {
  if (keytar.how === 'throws at import') throw new Error('libsecret-1.so.0: cannot open shared object file')
  const fail = async () => {
    throw new Error('The name org.freedesktop.secrets was not provided by any .service files')
  }
  return { default: { getPassword: fail, setPassword: fail, deletePassword: fail } }
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
