import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryKeychain } from '../../main/identity/keychain.ts'
import { isLifelong, type MasterKeyOptions, openMasterKeys } from '../../main/identity/master-keys.ts'
import { keychainOfTest } from './keychain-of-test.ts'

const posix = process.platform !== 'win32'
const bytes = [randomBytes(32), randomBytes(32), randomBytes(32)] as const
const [one, two, three] = bytes.map((each) => each.toString('base64')) as [string, string, string]
const [idOfOne, idOfTwo] = bytes.map((each) =>
  createHash('sha256').update('countersign master key id\0').update(each).digest('hex').slice(0, 8),
) as [string, string]

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-master-key-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const file = () => join(dataDir, 'master.key')
const open = (options: Partial<MasterKeyOptions> = {}) =>
  openMasterKeys({ dataDir, instance: 'i', mode: 'server', ...options })
const idsOf = async (options: Partial<MasterKeyOptions>) => (await open(options).list()).map(({ id }) => id)

describe('master keys', () => {
  test.each([
    ['one without a name', one, [idOfOne]],
    ['one with a name', `2026-11:${one}`, ['2026-11']],
    ['several, the current one first', `b:${two},${one}`, ['b', idOfOne]],
    ['as a file has them', `${two}\n${one}\n`, [idOfTwo, idOfOne]],
    ['with room around them', `  ${two} , a.b_c-d:${one}\n\n`, [idOfTwo, 'a.b_c-d']],
    ['without padding', one.slice(0, -1), [idOfOne]],
    ['in the alphabet for addresses', Buffer.from(one, 'base64').toString('base64url'), [idOfOne]],
  ])('%s', async (_, masterKey, ids) => {
    const keys = open({ masterKey })
    expect((await keys.list()).map(({ id }) => id)).toEqual(ids)
    expect(keys.kind).toBe('environment')
  })

  test.each([
    ['nothing', '', '32 bytes'],
    ['commas alone', ' , ', '32 bytes'],
    ['31 bytes', randomBytes(31).toString('base64'), '32 bytes'],
    ['33 bytes', randomBytes(33).toString('base64'), '32 bytes'],
    ['no base64', `${one.slice(0, 20)}!${one.slice(21)}`, '32 bytes'],
    ['an empty name', `:${one}`, '32 bytes'],
    ['a name with a blank', `a b:${one}`, '32 bytes'],
    ['a name that is too long', `${'n'.repeat(65)}:${one}`, '32 bytes'],
    ['one good and one bad', `${one},x`, '32 bytes'],
    ['the same name twice', `a:${one},a:${two}`, 'same id'],
    ['the same key twice', `${one},${one}`, 'there twice'],
  ])('%s is refused, and the refusal does not repeat it', async (_, masterKey, why) => {
    const refused = await open({ masterKey })
      .list()
      .then(
        () => expect.fail('it was taken'),
        (error: Error) => error.message,
      )
    expect(refused).toContain(why)
    for (const word of masterKey.split(',').filter((each) => each.trim().length > 2))
      expect(refused).not.toContain(word)
  })

  test('a key that was given a name answers to the one it had before', async () => {
    const keys = open({ masterKey: `new:${two},named:${one}` })
    expect((await keys.find(idOfOne))?.bytes).toEqual(bytes[0])
    expect((await keys.find('named'))?.bytes).toEqual(bytes[0])
    expect(await keys.find('other')).toBeUndefined()
  })
})

describe('where master keys are', () => {
  const write = (text: string) => writeFileSync(file(), text, { mode: 0o600 })

  test('the environment comes before the file, the file before the keychain', async () => {
    const keychain = keychainOfTest()
    keychain.secrets.set('master-key/i', three)
    expect(open({ mode: 'local', keychain }).kind).toBe('keychain')
    write(one)
    for (const mode of ['local', 'server'] as const) {
      expect(await idsOf({ mode, keychain })).toEqual([idOfOne])
      expect(await idsOf({ mode, keychain, masterKey: two })).toEqual([idOfTwo])
    }
  })

  test.each([
    ['a server', { mode: 'server' } as const, 'file'],
    ['a desktop with a keychain', { mode: 'local', keychain: keychainOfTest() } as const, 'keychain'],
    ['a desktop whose keychain is memory', { mode: 'local', keychain: memoryKeychain() } as const, 'memory'],
    ['a desktop without one', { mode: 'local' } as const, 'memory'],
    [
      'the sample, whatever there is',
      { mode: 'sample', masterKey: one, keychain: keychainOfTest() } as const,
      'memory',
    ],
  ])('for %s a first key is made there: %j', async (_, options, kind) => {
    const keys = open(options)
    const key = await keys.make()
    expect(keys.kind).toBe(kind)
    expect(existsSync(file())).toBe(kind === 'file')
    expect(isLifelong(key.id)).toBe(kind === 'memory')
    expect(await keys.make()).toEqual(key)
    const again = await idsOf(options)
    expect(again.includes(key.id)).toBe(kind !== 'memory')
    if (kind === 'file' && posix) expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  test('of two that make one at the same time, both have the same', async () => {
    const made = await Promise.all([open().make(), open().make(), open().make()])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  })

  test('the environment is changed by nobody but you', async () => {
    const keys = open({ masterKey: one })
    for (const change of [keys.add(), keys.keepOnly(new Set())])
      await expect(change).rejects.toThrow('which only you can change')
    expect(existsSync(file())).toBe(false)
  })

  test.runIf(posix)('a file that others can read is refused', async () => {
    writeFileSync(file(), one, { mode: 0o644 })
    await expect(open().list()).rejects.toThrow('can be read by others')
  })

  test('a command finds what a desktop keeps in the keychain, and changes it there', async () => {
    const keychain = keychainOfTest()
    keychain.secrets.set('master-key/i', one)
    const keys = open({ otherKeychain: async () => keychain })
    expect((await keys.list()).map(({ id }) => id)).toEqual([idOfOne])
    const { id } = await keys.add()
    expect(keychain.secrets.get('master-key/i')?.split('\n').length).toBe(3)
    expect((await open({ mode: 'local', keychain }).list()).map((key) => key.id)).toEqual([id, idOfOne])
    expect(existsSync(file())).toBe(false)
  })
})

describe('a new key', () => {
  const homes = ['file', 'keychain'] as const

  test.each(homes)('in the %s stands in front of the others, named as they were', async (home) => {
    const keychain = keychainOfTest()
    const options: Partial<MasterKeyOptions> = home === 'file' ? {} : { mode: 'local', keychain }
    const text = () => (home === 'file' ? readFileSync(file(), 'utf8') : keychain.secrets.get('master-key/i'))
    if (home === 'file') writeFileSync(file(), `named:${one}`, { mode: 0o600 })
    else keychain.secrets.set('master-key/i', `named:${one}`)
    const running = open(options)
    expect((await running.list()).map(({ id }) => id)).toEqual(['named'])
    const { id } = await open(options).add()
    expect(text()).toMatch(new RegExp(`^[A-Za-z0-9+/]{43}=\nnamed:${one.replaceAll('+', '\\+')}\n$`))
    // Who read it before looks again when something names a key that was not there.
    expect((await running.find(id))?.id).toBe(id)

    await open(options).keepOnly(new Set([id]))
    expect(await idsOf(options)).toEqual([id])
    // What was read once is not forgotten: something may be under way with it.
    expect((await running.reread()).map((key) => key.id)).toEqual([id])
    expect(running.known('named')?.bytes).toEqual(bytes[0])
    expect(await open(options).find('named')).toBeUndefined()
  })
})
