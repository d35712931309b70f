import { expect, test } from 'vitest'
import { windowsLimit, withLongSecrets } from '../../main/identity/long-secrets.ts'

/** A keychain that takes as much as Windows' does, and breaks after so many writes. */
function shortKeychain() {
  const secrets = new Map<string, string>()
  const state = { writesLeft: Infinity }
  const write = (change: () => void) => {
    if (state.writesLeft-- <= 0) throw new Error('the program was killed')
    change()
  }
  return {
    secrets,
    state,
    store: {
      get: async (account: string) => secrets.get(account),
      set: async (account: string, secret: string) => {
        if (Buffer.byteLength(secret) > windowsLimit) throw new Error('The stub received bad data.')
        write(() => secrets.set(account, secret))
      },
      delete: async (account: string) => write(() => secrets.delete(account)),
    },
  }
}

const sizes = [0, 1, windowsLimit, windowsLimit + 1, 1919, 1920, 1921, 3840, 3841, 20_000]
test.each(sizes)('a secret of %d bytes comes back whole, and leaves nothing behind', async (size) => {
  const { secrets, store } = shortKeychain()
  const keychain = withLongSecrets(store, windowsLimit)
  await keychain.set('a', 'x'.repeat(size))
  expect(await keychain.get('a')).toBe('x'.repeat(size))
  await keychain.delete('a')
  expect([await keychain.get('a'), secrets.size]).toEqual([undefined, 0])
})

test('letters of several bytes are not cut', async () => {
  const keychain = withLongSecrets(shortKeychain().store, windowsLimit)
  await keychain.set('a', 'ключ 🔑'.repeat(900))
  expect(await keychain.get('a')).toBe('ключ 🔑'.repeat(900))
})

test('a short one in the place of a long one, and the other way about', async () => {
  const { secrets, store } = shortKeychain()
  const keychain = withLongSecrets(store, windowsLimit)
  for (const secret of ['x'.repeat(9000), 'short', 'y'.repeat(5000), 'z'.repeat(9000)]) {
    await keychain.set('a', secret)
    expect(await keychain.get('a')).toBe(secret)
  }
  expect(secrets.size).toBe(6)
})

test('whoever is killed while writing leaves the old one or the new one, never half of it', async () => {
  for (let writes = 0; writes < 12; writes++) {
    const { state, store } = shortKeychain()
    const keychain = withLongSecrets(store, windowsLimit)
    await keychain.set('a', 'old'.repeat(2000))
    state.writesLeft = writes
    await keychain.set('a', 'new'.repeat(2000)).catch(() => {})
    expect(['old'.repeat(2000), 'new'.repeat(2000)]).toContain(await keychain.get('a'))
  }
})
