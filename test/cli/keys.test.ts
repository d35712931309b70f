import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { viewActors } from '../../main/store/actors.ts'
import { readEntries } from '../../main/store/entries.ts'
import { readSnapshot } from '../../main/store/snapshot.ts'
import { engines } from '../support/engines.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, output, run, slow } from './program.ts'

const create = (workspace: string, name: string, role: string, flags: string[]) =>
  output(['keys', 'create', '--workspace', workspace, '--name', name, '--role', role, ...flags])

describe.each(engines)('keys on %s', (engine) => {
  test('are made, listed without what opens the door, and revoked once', slow, async () => {
    const { flags, database } = await freshStoreFlags(engine)
    const first = await create('blue', 'release train', 'release_manager, viewer', flags)
    const second = await create('green', 'Прилад', 'admin', flags)
    for (const key of [first, second]) expect(key).toMatch(/^sk-at-[A-Za-z0-9_-]{43}$/)

    const list = await output(['keys', 'list', ...flags])
    const [head, ...rows] = list.split('\n')
    expect(head).toMatch(/^id +workspace +name +roles +created +last used +state$/)
    expect(rows.map((row) => row.split(/ {2,}/).slice(1, 4))).toEqual([
      ['blue', 'release train', 'viewer,release_manager'],
      ['green', 'Прилад', 'admin'],
    ])
    expect(rows.every((row) => row.endsWith('never used  in force'))).toBe(true)
    expect(list).not.toContain('sk-at-')
    expect((await output(['keys', 'list', '--workspace', 'green', ...flags])).split('\n').length).toBe(2)

    const id = rows[0]?.split(' ')[0] ?? ''
    expect(await output(['keys', 'revoke', id, ...flags])).toBe(`revoked ${id} (release train)`)
    expect(await output(['keys', 'list', '--workspace', 'blue', ...flags])).toMatch(/ {2}revoked \d{4}-/)
    const again = await run(['keys', 'revoke', id, ...flags])
    expect(again).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^countersign: The key was revoked at /),
    })

    const entries = await readSnapshot(database, (db) => readEntries(db, 'blue', { order: 'asc', limit: 9 }))
    expect(entries.map((entry) => [entry.action, entry.subject])).toEqual([
      ['workspace.ledger.opened', 'workspace:blue'],
      ['access.key.created', `key:${id}`],
      ['access.key.revoked', `key:${id}`],
    ])
    const who = await readSnapshot(database, (db) =>
      viewActors(
        db,
        'blue',
        entries.map((entry) => entry.actor_digest),
      ),
    )
    expect(Object.values(who)).toEqual([
      expect.objectContaining({ name: userInfo().username, via: 'local', verified: false }),
    ])
  })
})

test.each<[what: string, args: string[], why: string]>([
  ['no workspace', ['--name', 'n', '--role', 'viewer'], '--workspace'],
  ['a workspace with a slash', ['--workspace', 'a/b', '--name', 'n', '--role', 'viewer'], 'letters, digits'],
  ['a workspace of dots', ['--workspace', '..', '--name', 'n', '--role', 'viewer'], 'letters, digits'],
  ['an empty name', ['--workspace', 'w', '--name', ' ', '--role', 'viewer'], '1 to 100 characters'],
  ['a name with a line break', ['--workspace', 'w', '--name', 'a\nb', '--role', 'viewer'], '1 to 100 characters'],
  ['an unknown role', ['--workspace', 'w', '--name', 'n', '--role', 'viewer,root'], 'there is no role root'],
])('a key with %s is not made', slow, async (_, args, why) => {
  const dir = freshDir()
  const { code, stdout, stderr } = await run(['keys', 'create', '--data', dir, ...args])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(why)
  expect(existsSync(join(dir, 'countersign.db'))).toBe(false)
})

test.each([
  ['keys', 'list'],
  ['keys', 'revoke', 'x'],
  ['audit', 'verify'],
  ['audit', 'checkpoint'],
])('%s %s makes no database where there is none', slow, async (...args) => {
  const dir = freshDir()
  const { code, stderr } = await run([...args, '--data', dir])
  expect({ code, stderr }).toEqual({ code: 1, stderr: `countersign: there is no Countersign database in ${dir}\n` })
  expect(existsSync(join(dir, 'countersign.db'))).toBe(false)
})
