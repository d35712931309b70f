import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { openServices, type Services } from '../../main/services.ts'
import { viewActors } from '../../main/store/actors.ts'
import { readEntries } from '../../main/store/entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { ada } from '../support/people.ts'

const log = createLog('silent')
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'countersign-test-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const entriesOf = ({ store }: Services) => readEntries(store.read, 'sample', { order: 'asc', limit: 500 })

test('the story is told in the past, in order, and verifies', async () => {
  const sample = await openSample({ dir, log })
  const entries = await entriesOf(sample)
  const times = entries.map((entry) => Date.parse(entry.at))
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times.at(-1)).toBeLessThan(Date.now())
  expect(Date.now() - (times.at(-1) ?? 0)).toBeLessThan(24 * 3_600_000)
  expect(await verifyDatabase({ database: sample.database, workspace: 'sample' })).toMatchObject({
    ok: true,
    size: entries.length,
  })
  await sample.close()
})

test('it may lie in a folder that is named from where the program was started', async () => {
  const sample = await openSample({ dir: relative(process.cwd(), dir), log })
  expect(existsSync(join(dir, 'countersign.db'))).toBe(true)
  await sample.close()
})

test('it shows what erasing a person leaves', async () => {
  const sample = await openSample({ dir, log })
  const actors = await viewActors(
    sample.store.read,
    'sample',
    (await entriesOf(sample)).map((entry) => entry.actor_digest),
  )
  expect(Object.values(actors).filter((actor) => actor.erased)).toMatchObject([{ name: 'erased person', email: null }])
  await sample.close()
})

test('every start begins it anew', async () => {
  const first = await openSample({ dir, log })
  const seeded = (await entriesOf(first)).length
  await createKey(first, ada, { workspace: 'sample', name: 'mine', roles: ['viewer'] })
  await first.close()
  const second = await openSample({ dir, log })
  expect(await entriesOf(second)).toHaveLength(seeded)
  expect(second.instance.id).not.toBe(first.instance.id)
  await second.close()
})

test('without a folder it leaves nothing behind', async () => {
  const sample = await openSample({ log })
  expect(existsSync(sample.database)).toBe(true)
  await sample.close()
  expect(existsSync(sample.database)).toBe(false)
})

test('a folder that holds anything else is never begun anew', async () => {
  const real = await openServices({ mode: 'server', dataDir: dir, log })
  await createKey(real, ada, { workspace: 'w', name: 'real', roles: ['viewer'] })
  await real.close()
  await expect(openSample({ dir, log })).rejects.toThrow('is not a sample')
  expect(await verifyDatabase({ database: real.database, workspace: 'w' })).toMatchObject({ ok: true, size: 2 })
})

test('a sample that another console is showing is left alone', async () => {
  const first = await openSample({ dir, log })
  await expect(openSample({ dir, log })).rejects.toMatchObject({ fault: 'store_busy' })
  expect(await verifyDatabase({ database: first.database, workspace: 'sample' })).toMatchObject({ ok: true })
  await first.close()
})
