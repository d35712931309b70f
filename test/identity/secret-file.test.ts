import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSecretFile, readSecretFile, replaceSecretFile } from '../../main/identity/secret-file.ts'

const posix = process.platform !== 'win32'
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'countersign-secret-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('what was written is read, by its owner alone', () => {
  const file = join(dir, 'secret')
  expect(createSecretFile(file, 'one')).toBe('one')
  expect(readSecretFile(file)).toBe('one')
  if (posix) expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('who comes second keeps the first one’s, and leaves nothing lying about', () => {
  const file = join(dir, 'secret')
  expect([createSecretFile(file, 'one'), createSecretFile(file, 'two')]).toEqual(['one', 'one'])
  expect(readFileSync(file, 'utf8')).toBe('one')
  expect(readdirSync(dir)).toEqual(['secret'])
})

test('what replaces it is whole, as private, and alone', () => {
  const file = join(dir, 'secret')
  createSecretFile(file, 'one')
  replaceSecretFile(file, 'two')
  replaceSecretFile(join(dir, 'other'), 'new')
  expect([readSecretFile(file), readSecretFile(join(dir, 'other'))]).toEqual(['two', 'new'])
  if (posix) expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(dir).sort()).toEqual(['other', 'secret'])
})

test('a file that is not there is undefined; one that is empty is empty', () => {
  expect(readSecretFile(join(dir, 'nothing'))).toBeUndefined()
  writeFileSync(join(dir, 'empty'), '', { mode: 0o600 })
  expect(readSecretFile(join(dir, 'empty'))).toBe('')
})

test.runIf(posix).each([0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o777])(
  'a file with the mode %o is refused in a sentence',
  (mode) => {
    const file = join(dir, 'secret')
    createSecretFile(file, 'one')
    chmodSync(file, mode)
    expect(() => readSecretFile(file)).toThrow(`${file} can be read by others`)
  },
)

test('a folder that cannot be written is an error, not a secret that is nowhere', () => {
  expect(() => createSecretFile(join(dir, 'no', 'such', 'folder'), 'one')).toThrow('ENOENT')
})
