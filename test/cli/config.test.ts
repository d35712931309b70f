import { existsSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defaultDataDir, readConfig } from '../../main/cli/config.ts'
import { freshDir, makeKey, output, run, serve, slow } from './program.ts'

afterEach(() => vi.unstubAllEnvs())

function configFile(contents: unknown): string {
  const file = join(freshDir(), 'config.json')
  writeFileSync(file, typeof contents === 'string' ? contents : JSON.stringify(contents))
  return file
}

describe('where a setting comes from', () => {
  const file = { data_dir: '/file', database_url: 'postgres://file' }
  const env = { COUNTERSIGN_DATA_DIR: '/env', COUNTERSIGN_DATABASE_URL: 'postgres://env' }
  const flags = { data: '/flag', database: 'postgres://flag' }
  test.each<
    [what: string, flags: object, env: Record<string, string>, file: object, dataDir: string, url: string | undefined]
  >([
    ['nowhere', {}, {}, {}, defaultDataDir(), undefined],
    ['the file', {}, {}, file, '/file', 'postgres://file'],
    ['the environment over the file', {}, env, file, '/env', 'postgres://env'],
    ['flags over the environment and the file', flags, env, file, '/flag', 'postgres://flag'],
    ['flags over the file', flags, {}, file, '/flag', 'postgres://flag'],
    ['each by itself', { data: '/flag' }, {}, file, '/flag', 'postgres://file'],
  ])('%s', (_, given, settings, contents, dataDir, url) => {
    for (const name of ['COUNTERSIGN_DATA_DIR', 'COUNTERSIGN_DATABASE_URL'])
      vi.stubEnv(name, settings[name as keyof typeof settings])
    const config = readConfig({ ...given, config: configFile(contents) })
    expect({ dataDir: config.data_dir, url: config.database_url }).toEqual({ dataDir, url })
  })

  test('what is said nowhere lies in the user’s own folder', () => {
    expect(defaultDataDir().startsWith(process.env.XDG_DATA_HOME ?? homedir())).toBe(true)
  })

  test('the master key comes from the environment alone', () => {
    vi.stubEnv('COUNTERSIGN_MASTER_KEY', 'from the environment')
    expect(readConfig({}).master_key).toBe('from the environment')
    expect(() => readConfig({ config: configFile({ master_key: 'x' }) })).toThrow('master_key')
  })
})

test.each<[what: string, contents: unknown, why: string]>([
  ['no JSON', '{', 'is not JSON'],
  ['an array', [], 'is not valid'],
  ['a word it does not know', { prot: 80 }, 'prot'],
  ['a port that is none', { port: 70_000 }, 'port'],
  ['a port in quotes', { port: '80' }, 'port'],
  ['an unknown environment', { environment: 'prod' }, 'environment'],
  ['an empty name', { name: '' }, 'name'],
])('a configuration file with %s is refused in a sentence', (_, contents, why) => {
  const file = configFile(contents)
  expect(() => readConfig({ config: file })).toThrow(why)
  expect(() => readConfig({ config: file })).toThrow(file)
})

test.each<object>([{}, { local_by_api: false }, { workspace: 'team' }, { local_by_api: true, workspace: 'team' }])(
  'the gate is configured as far as the file says: %j',
  (gate) => expect(readConfig({ config: configFile({ gate }) }).gate).toEqual(gate),
)

test('a server takes what the file says, and flags before it', slow, async () => {
  const [fromFile, fromFlag] = [freshDir(), freshDir()]
  const config = configFile({
    data_dir: fromFile,
    port: 1,
    name: 'Ops Berlin',
    environment: 'staging',
    hosts: ['Ops.Example'],
  })
  const key = await makeKey(['--data', fromFlag])
  const server = await serve(['--config', config, '--data', fromFlag])
  expect(existsSync(join(fromFile, 'countersign.db'))).toBe(false)
  const asked = await fetch(`${server.url}/console/connections`, { headers: { authorization: `Bearer ${key}` } })
  expect(await asked.json()).toMatchObject({ current: { name: 'Ops Berlin', environment: 'staging' } })
})

test('a file that is not there is refused in a sentence', slow, async () => {
  const { code, stderr } = await run(['serve', '--config', '/nonexistent/countersign.json'])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'countersign: the configuration file /nonexistent/countersign.json cannot be read\n',
  })
})

test('help and version are on standard output', slow, async () => {
  expect(await output(['--version'])).toMatch(/^\d+\.\d+\.\d+$/)
  expect(await output(['serve', '--help'])).toContain('--sample')
})
