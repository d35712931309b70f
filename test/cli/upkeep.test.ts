import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, makeKey, output, run, serve, slow } from './program.ts'

const rootIn = (line: string): string => /root (\S+)/.exec(line)?.[1] ?? expect.fail(`no root in ${line}`)

/** A ledger that begins in 2020, with a key. */
async function oldLedger(engine: Engine) {
  const place = await freshStoreFlags(engine)
  const databaseUrl = engine === 'postgresql' ? place.database : undefined
  const clock = () => Date.parse('2020-06-01T12:00:00.000Z')
  const { dataDir } = place
  const services = await openServices({ mode: 'server', dataDir, databaseUrl, clock, log: createLog('silent') })
  await createKey(services, ada, { workspace: 'w', name: 'k', roles: ['admin'] })
  await services.close()
  return place
}

describe.each(engines)('upkeep on %s', (engine) => {
  test('prune: what is old goes, and everything still verifies', slow, async () => {
    const { flags } = await oldLedger(engine)
    const none = await run(['audit', 'prune', '--before', '2020-01-01', ...flags])
    expect(none).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^countersign: No entry is older than /),
    })
    expect(await run(['audit', 'prune', '--before', '2999-12-31', ...flags])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^countersign: The record of w is kept for 730 days: what is from .* or later stays/,
      ),
    })
    expect(await output(['audit', 'prune', '--before', '2021-01-01', ...flags])).toBe(
      'w: emptied 2 entries, 1 to 2; their hashes stay',
    )
    expect(await output(['audit', 'verify', ...flags])).toMatch(/^w: ok, 3 entries, 2 of them pruned, root /)
  })

  test('a legal hold keeps it all; lifted, the policy lets it go once, whoever comes at once', slow, async () => {
    const { flags } = await oldLedger(engine)
    expect(await output(['audit', 'hold', '--reason', 'Case 7', ...flags])).toBe('w: under a legal hold')
    for (const args of [['--by-policy'], ['--before', '2021-01-01']])
      expect(await run(['audit', 'prune', ...args, ...flags])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^countersign: Since .* a legal hold keeps all of the record of w: “Case 7”\./),
      })
    expect(await output(['audit', 'hold', '--lift', ...flags])).toBe('w: under no legal hold')
    const prune = () => run(['audit', 'prune', '--by-policy', ...flags])
    const said = (await Promise.all([prune(), prune()])).map(({ stdout, stderr }) => stdout + stderr)
    expect(said).toContain('w: emptied 2 entries, 1 to 2; their hashes stay\n')
    // Opened, a key, the hold, lifted, and one statement.
    expect(await output(['audit', 'verify', ...flags])).toMatch(/^w: ok, 5 entries, 2 of them pruned, root /)
  })

  test('erase-actor: the person goes, the ledger verifies, and it cannot be done twice', slow, async () => {
    const { flags } = await freshStoreFlags(engine)
    const email = 'ada@example.com'
    await makeKey(flags, 'admin', { COUNTERSIGN_OPERATOR_EMAIL: email })
    const erased = await output(['erase-actor', email, '--workspace', 'w', ...flags])
    expect(erased).toMatch(/^erased [0-9a-f-]{36}$/)
    expect(await output(['audit', 'verify', ...flags])).toMatch(/^w: ok, 3 entries, root /)
    const again = await run(['erase-actor', email, '--workspace', 'w', ...flags])
    expect(again).toMatchObject({ code: 1, stderr: `countersign: Nobody known as ${email} has acted in w.\n` })
    const byId = await run(['erase-actor', erased.slice('erased '.length), '--workspace', 'w', ...flags])
    expect(byId).toMatchObject({ code: 1, stderr: expect.stringMatching(/^countersign: The actor was erased at /) })
  })

  test(
    'backup and restore, on the other engine too, while a server runs; the old key still opens the door',
    slow,
    async () => {
      const { flags } = await freshStoreFlags(engine)
      const key = await makeKey(flags)
      const running = await serve(flags)
      const file = join(freshDir(), 'backup.jsonl')
      expect(await output(['backup', file, ...flags])).toMatch(/^wrote .*: \d+ rows\. It holds the signing key/)
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
      const twice = await run(['backup', file, ...flags])
      expect(twice).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('is there already; a backup never overwrites one'),
      })
      const checkpoint = await run(['audit', 'checkpoint', ...flags])

      const other = engines.find((each) => each !== engine) ?? engine
      const target = await freshStoreFlags(other)
      const restored = await output(['restore', file, ...target.flags])
      expect(restored).toMatch(/^restored \d+ rows of instance [0-9a-f-]{36}\nw: ok, 2 entries, root /)
      expect(rootIn(restored)).toBe(rootIn(await output(['audit', 'verify', ...flags])))
      expect((await run(['audit', 'checkpoint', ...target.flags])).stdout).toBe(checkpoint.stdout)
      const copy = await serve(target.flags)
      for (const { url } of [running, copy])
        expect((await fetch(`${url}/console/session`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(
          200,
        )
      const over = await run(['restore', file, ...target.flags])
      expect(over).toMatchObject({
        code: 1,
        stderr: 'countersign: there is a ledger here already; restore into an empty folder or database\n',
      })
    },
  )
})

test.each<[what: string, args: string[], why: string]>([
  ['a day that is none', ['audit', 'prune', '--before', 'yesterday'], 'a day is YYYY-MM-DD'],
  ['a month that is none', ['audit', 'prune', '--before', '2026-13-01'], 'a day is YYYY-MM-DD'],
  ['no day at all', ['audit', 'prune'], '--before'],
  ['a day and the policy', ['audit', 'prune', '--by-policy', '--before', '2020-01-01'], 'either'],
  ['a hold without a reason', ['audit', 'hold'], 'say either --reason TEXT or --lift'],
  ['a reason that is none', ['audit', 'hold', '--reason', ' '], 'up to 500 characters'],
  ['no workspace', ['erase-actor', 'ada'], '--workspace'],
  ['a backup that is not there', ['restore', '/nonexistent/backup'], '/nonexistent/backup'],
  ['a backup that is none', ['restore', import.meta.filename], 'the backup cannot be used'],
  ['an unknown command', ['frobnicate'], 'unknown command'],
])('%s is refused in a sentence, and nothing is made', slow, async (_, args, why) => {
  const dir = freshDir()
  const { code, stdout, stderr } = await run([...args, '--data', dir])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(why)
  expect(stderr).not.toMatch(/^ {4}at /m)
  expect(existsSync(join(dir, 'countersign.db'))).toBe(false)
})

test('a backup names its author and its rows, and holds no API key', slow, async () => {
  const { flags, dataDir } = await freshStoreFlags('sqlite')
  const key = await makeKey(flags)
  const file = join(dataDir, 'backup.jsonl')
  await output(['backup', file, ...flags])
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('BEGIN PRIVATE KEY')
  expect(text).not.toContain(key)
})
