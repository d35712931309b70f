import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { freshStoreFlags } from './place.ts'
import { output, run, serve, slow } from './program.ts'

const key = (workspace: string) => ['keys', 'create', '--workspace', workspace, '--name', 'k', '--role', 'viewer']

test('a sample’s folder is never taken for one that keeps what is put there', slow, async () => {
  const { flags } = await freshStoreFlags('sqlite')
  const sample = await serve(['--sample', ...flags])
  await sample.stop()
  const server = await run(['serve', '--port', '0', ...flags])
  expect(server).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('holds the sample') })
  const refused = await run([...key('prod'), ...flags])
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('holds the sample') })
  expect(await output([...key('sample'), ...flags])).toMatch(/^sk-at-/)
})

test('a workspace whose row was taken away is not passed by', slow, async () => {
  const { flags, database } = await freshStoreFlags('sqlite')
  for (const workspace of ['kept', 'gone']) await output([...key(workspace), ...flags])
  const raw = new Database(database)
  raw.pragma('foreign_keys = off')
  raw.exec(`delete from workspace where id = 'gone'`)
  raw.close()
  const { code, stdout } = await run(['audit', 'verify', ...flags])
  expect(code).toBe(1)
  expect(stdout.trim().split('\n').at(-1)).toBe(
    'gone: entry 1 is bad: the workspace gone is not on record: it was removed',
  )
})

test.each([
  ['mysql://x/y', 'takes postgres://'],
  ['./somewhere.db', 'takes postgres://'],
])('--database %s is refused in words', slow, async (database, words) => {
  const { dataDir } = await freshStoreFlags('sqlite')
  const { code, stderr } = await run(['audit', 'verify', '--data', dataDir, '--database', database])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(words) })
  expect(stderr).not.toContain('    at ')
})

test('an empty variable of the environment is none', slow, async () => {
  const { dataDir } = await freshStoreFlags('sqlite')
  const nothing = { COUNTERSIGN_DATA_DIR: '', COUNTERSIGN_DATABASE_URL: '', COUNTERSIGN_MASTER_KEY: '' }
  await output([...key('w')], { ...nothing, XDG_DATA_HOME: dataDir, HOME: dataDir, LOCALAPPDATA: dataDir })
  expect(existsSync('countersign.db')).toBe(false)
  if (process.platform === 'linux')
    expect(
      readFileSync(join(dataDir, 'countersign', 'countersign.db'))
        .subarray(0, 6)
        .toString(),
    ).toBe('SQLite')
})

test('the sample takes no other database', slow, async () => {
  const { code, stderr } = await run(['serve', '--sample', '--port', '0', '--database', 'postgres://x/y'])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('takes no --database') })
})

test('a database that is gone is not replaced by a new one in silence', slow, async () => {
  const { flags, database } = await freshStoreFlags('sqlite')
  await output([...key('w'), ...flags])
  for (const lose of [() => truncateSync(database), () => rmSync(database)]) {
    lose()
    const { code, stderr } = await run([...key('w'), ...flags])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('its database is gone') })
  }
})
