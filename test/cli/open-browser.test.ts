import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openBrowser } from '../../main/cli/open-browser.ts'
import { freshDir } from './program.ts'

afterEach(() => vi.unstubAllEnvs())

const url = 'https://id.example/auth?client_id=x&state=$(touch here)'

test.skipIf(process.platform !== 'linux').each([
  ['opens it', 'exit 0', true],
  ['finds no browser', 'exit 3', false],
  ['is the browser itself', 'exec /bin/sleep 60', true],
])('a program that %s', async (_, script, opened) => {
  const dir = freshDir()
  writeFileSync(
    join(dir, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$*" > ${dir}/asked\nprintf %s $$ > ${dir}/pid\n${script}\n`,
  )
  chmodSync(join(dir, 'xdg-open'), 0o755)
  vi.stubEnv('PATH', dir)
  expect(await openBrowser(url)).toBe(opened)
  expect(readFileSync(join(dir, 'asked'), 'utf8')).toBe(url)
  if (script.startsWith('exec')) process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')))
})

test.skipIf(process.platform !== 'linux')('no such program', async () => {
  vi.stubEnv('PATH', freshDir())
  expect(await openBrowser(url)).toBe(false)
})
