import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { fillLedger } from '../http/harness.ts'
import { adminOf } from '../support/database.ts'
import { engines } from '../support/engines.ts'
import { freshStoreFlags } from './place.ts'
import { output, run, slow } from './program.ts'

async function filledStore(engine: Engine, workspaces: readonly string[] = ['w']) {
  const place = await freshStoreFlags(engine)
  const databaseUrl = engine === 'postgresql' ? place.database : undefined
  const services = await openServices({ mode: 'server', dataDir: place.dataDir, databaseUrl, log: createLog('silent') })
  for (const workspace of workspaces) await fillLedger(services, workspace, 9)
  await services.close()
  return place
}

/** As somebody with the database's own tools would do it. */
async function tamper(engine: Engine, database: string, statement: string): Promise<void> {
  if (engine === 'sqlite') {
    const raw = new Database(database)
    raw.exec('drop trigger ledger_entry_no_update; drop trigger ledger_entry_no_delete')
    raw.exec(statement)
    raw.close()
    return
  }
  const client = new pg.Client({ connectionString: adminOf(database) })
  await client.connect()
  await client.query('alter table ledger_entry disable trigger all')
  await client.query(statement)
  await client.end()
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

describe.each(engines)('audit verify on %s', (engine) => {
  test('says what it found of each workspace, and exits 0', slow, async () => {
    const { flags } = await filledStore(engine, ['blue', 'green'])
    const lines = (await output(['audit', 'verify', ...flags])).split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^blue: ok, 10 entries, root [A-Za-z0-9+/]{43}=$/),
      expect.stringMatching(/^green: ok, 10 entries, root [A-Za-z0-9+/]{43}=$/),
    ])
    expect((await output(['audit', 'verify', '--workspace', 'green', ...flags])).split('\n')).toEqual([lines[1]])
    const unknown = await run(['audit', 'verify', '--workspace', 'red', ...flags])
    expect(unknown).toMatchObject({ code: 1, stderr: 'countersign: there is no workspace red in this database\n' })
  })

  test('exits 1 and names the first bad entry on its last line', slow, async () => {
    const { flags, database } = await filledStore(engine, ['blue', 'green'])
    const edit = "update ledger_entry set body = replace(body, 'note:4', 'note:5') where workspace = 'blue' and seq = 6"
    await tamper(engine, database, edit)
    const { code, stdout } = await run(['audit', 'verify', ...flags])
    expect(code).toBe(1)
    expect(lastLine(stdout)).toMatch(/^blue: entry 6 is bad: .*edited/)
    expect(stdout).toContain('green: ok')
  })

  test('a ledger that was cut short is caught by a checkpoint that was kept elsewhere', slow, async () => {
    const { flags, database, dataDir } = await filledStore(engine, ['blue', 'green'])
    const several = await run(['audit', 'checkpoint', ...flags])
    expect(several).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('say --workspace and one of blue, green'),
    })
    const note = await run(['audit', 'checkpoint', '--workspace', 'blue', ...flags])
    expect(note.stdout).toMatch(
      /^countersign\/[0-9a-f-]{36}\/blue\n10\n[A-Za-z0-9+/]{43}=\n\n— countersign\/\S+ \S+\n$/,
    )
    const kept = join(dataDir, 'kept.txt')
    writeFileSync(kept, note.stdout)
    const good = await run(['audit', 'verify', '--checkpoint', kept, ...flags])
    // The checkpoint says whose it is: the other workspace is not asked about.
    expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/^blue: ok, .*\n$/) })

    await tamper(engine, database, "delete from ledger_entry where workspace = 'blue' and seq = 10")
    const cut = await run(['audit', 'verify', '--checkpoint', kept, ...flags])
    expect(cut.code).toBe(1)
    expect(lastLine(cut.stdout)).toMatch(/^blue: entry 10 is bad: .*missing/)
    writeFileSync(kept, note.stdout.replace('\n10\n', '\n9\n'))
    const forged = await run(['audit', 'verify', '--checkpoint', kept, ...flags])
    expect({ code: forged.code, last: lastLine(forged.stdout) }).toEqual({
      code: 1,
      last: expect.stringMatching(/^blue: entry \d+ is bad: /),
    })
  })
})

test(
  'an older file, put back in place of the newer one, verifies by itself and not against the checkpoint',
  slow,
  async () => {
    const { flags, dataDir } = await filledStore('sqlite')
    const file = join(dataDir, 'countersign.db')
    const older = join(dataDir, 'older')
    copyFileSync(file, older)
    await output(['keys', 'create', '--workspace', 'w', '--name', 'n', '--role', 'viewer', ...flags])
    const kept = join(dataDir, 'kept.txt')
    writeFileSync(kept, (await run(['audit', 'checkpoint', ...flags])).stdout)
    for (const name of readdirSync(dataDir)) if (name.startsWith('countersign.db')) rmSync(join(dataDir, name))
    copyFileSync(older, file)
    expect((await run(['audit', 'verify', ...flags])).code).toBe(0)
    const { code, stdout } = await run(['audit', 'verify', '--checkpoint', kept, ...flags])
    expect({ code, last: lastLine(stdout) }).toEqual({
      code: 1,
      last: expect.stringMatching(/^w: entry 11 is bad: .*rolled back/),
    })
  },
)
