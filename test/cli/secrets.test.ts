import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, output, run, slow } from './program.ts'

type Where = Awaited<ReturnType<typeof freshStoreFlags>>

async function within<T>(
  engine: Engine,
  { dataDir, database }: Where,
  use: (services: Services) => Promise<T>,
  masterKey?: string,
) {
  const databaseUrl = engine === 'postgresql' ? database : undefined
  const services = await openServices({ mode: 'server', dataDir, databaseUrl, masterKey, log: createLog('silent') })
  await ensureWorkspace(services.store, 'w', ada)
  return use(services).finally(services.close)
}

const place = { workspace: 'w', owner: '', provider: 'openai', label: 'main' }
const put = (engine: Engine, where: Where, masterKey?: string) =>
  within(engine, where, ({ secrets }) => secrets.put(place, 'sk-one'), masterKey)
const get = (engine: Engine, where: Where, masterKey?: string) =>
  within(engine, where, ({ secrets }) => secrets.get(place), masterKey)

describe.each(engines)('countersign secrets on %s', (engine) => {
  test('status says which keys there are and what for; rotating makes a new one and drops the old', slow, async () => {
    const where = await freshStoreFlags(engine)
    const { flags, dataDir } = where
    await put(engine, where)
    const also = engine === 'postgresql' ? ' and the ledger’s signing key' : ''
    const before = await output(['secrets', 'status', ...flags])
    expect(before).toMatch(
      new RegExp(`^master keys from master.key in the data folder\n[0-9a-f]{8}  1 secret${also}  current$`),
    )
    const old = /[0-9a-f]{8}/.exec(before)?.[0] ?? ''
    const rotated = await output(['secrets', 'rotate-master-key', ...flags])
    expect(rotated).toMatch(/^rotated to a new master key, [0-9a-f]{8}: 1 secret sealed under it anew\n/)
    expect(rotated).toContain(`no longer kept, because nothing needs it here: ${old}. Secrets in older backups`)
    const after = await output(['secrets', 'status', ...flags])
    expect(after).toMatch(new RegExp(`\n[0-9a-f]{8}  1 secret${also}  current$`))
    expect(after).not.toContain(old)
    expect(readFileSync(join(dataDir, 'master.key'), 'utf8').trim().split('\n').length).toBe(1)
    expect(await get(engine, where)).toBe('sk-one')
  })

  test('with the key in the environment says what to set, and goes over to it', slow, async () => {
    const where = await freshStoreFlags(engine)
    const { flags, dataDir } = where
    const [old, fresh] = [0, 1].map(() => randomBytes(32).toString('base64'))
    await put(engine, where, `old:${old}`)
    const rotate = (keys: string) => run(['secrets', 'rotate-master-key', ...flags], { COUNTERSIGN_MASTER_KEY: keys })
    const told = await rotate(`old:${old}`)
    expect(told.code).toBe(1)
    expect(told.stderr).toContain('by setting it to "$(openssl rand -base64 32),$COUNTERSIGN_MASTER_KEY"')
    const done = await rotate(`fresh:${fresh},old:${old}`)
    expect(done.stdout).toBe(
      'finished the rotation to the master key, fresh: 1 secret sealed under it anew\nonce every server has been started anew, COUNTERSIGN_MASTER_KEY needs its first key alone\n',
    )
    expect(await get(engine, where, `fresh:${fresh}`)).toBe('sk-one')
    expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
    const lost = await run(['secrets', 'status', ...flags], { COUNTERSIGN_MASTER_KEY: `old:${old}` })
    if (engine === 'sqlite') expect(lost.stdout).toMatch(/^fresh {2}1 secret {2}current, NOT HERE/m)
    else expect(lost.stderr).toContain('the master key fresh of this database is not here')
    expect(lost.code).toBe(1)
  })

  test(
    'a backup holds secrets sealed; restored they open with the master key, and without it that is said',
    slow,
    async () => {
      const where = await freshStoreFlags(engine)
      const masterKey = `main:${randomBytes(32).toString('base64')}`
      const env = { COUNTERSIGN_MASTER_KEY: masterKey }
      await put(engine, where, masterKey)
      const file = join(freshDir(), 'backup.jsonl')
      expect(await output(['backup', file, ...where.flags], env)).toContain(
        'Its secrets are sealed under the master key main, which is not in it',
      )
      expect(readFileSync(file, 'utf8')).not.toContain('sk-one')
      for (const to of engines) {
        const target = await freshStoreFlags(to)
        expect(await output(['restore', file, ...target.flags], env)).not.toContain('not here')
        expect(await get(to, target, masterKey)).toBe('sk-one')

        const without = await freshStoreFlags(to)
        expect(await output(['restore', file, ...without.flags])).toContain(
          '1 of its secrets are sealed under the master key main, which is not here: they open once',
        )
        await expect(get(to, without)).rejects.toThrow('the master key main of this database is not here')
        const keys = join(without.dataDir, 'master.key')
        const had = existsSync(keys) ? readFileSync(keys, 'utf8') : ''
        writeFileSync(keys, `${had}${masterKey}\n`, { mode: 0o600 })
        expect(await get(to, without)).toBe('sk-one')
      }
    },
  )
})

test('without any secret there is no master key on SQLite, and none is made by looking', slow, async () => {
  const where = await freshStoreFlags('sqlite')
  await within('sqlite', where, async () => {})
  expect(await output(['secrets', 'status', ...where.flags])).toBe('there is no master key yet')
  const rotated = await run(['secrets', 'rotate-master-key', ...where.flags])
  expect(rotated).toMatchObject({
    code: 1,
    stderr: 'countersign: There is no master key yet: the first secret makes one.\n',
  })
  expect(existsSync(join(where.dataDir, 'master.key'))).toBe(false)
})
