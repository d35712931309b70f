import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Services } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { currentCheckpoint } from '../../main/use-cases/audit/checkpoint.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { verifyInWorker } from '../../main/use-cases/audit/verify-in-worker.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { revokeKey } from '../../main/use-cases/keys/revoke-key.ts'
import { parseNote } from '../../shared/domain/note.ts'
import { admin, append, entriesOfLife, live, person, prune, withServices, workspace } from './tampering/ledgers.ts'

const verify = ({ database }: Services, checkpoint?: string) => verifyDatabase({ database, workspace, checkpoint })
const open = (services: Services) => createKey(services, admin, { workspace, name: 'first', roles: ['viewer'] })

describe('a ledger verifies', () => {
  test('as it was made, with every checkpoint on its way', async () => {
    await withServices(async (services, time) => {
      const kept: string[] = []
      for (const round of ['one', 'two', 'three']) {
        await live(services, time, round)
        await append(services, 100)
        kept.push(await currentCheckpoint(services, workspace))
      }
      for (const checkpoint of kept)
        expect(await verify(services, checkpoint)).toMatchObject({
          ok: true,
          pruned: 0,
          checked: 100 * 3 + 1 + 3 * entriesOfLife,
        })
    })
  })

  test('when a workspace has just been opened, but not when there is none of that name', async () => {
    await withServices(async (services) => {
      await open(services)
      expect(await verify(services)).toMatchObject({ ok: true, size: 2 })
      const { database } = services
      expect(await verifyDatabase({ database, workspace: 'no such' })).toMatchObject({ ok: false, size: 0 })
    })
  })

  test('after somebody was erased, under two names, by themselves, and came back', async () => {
    await withServices(async (services) => {
      const ada = person('ada')
      await createKey(services, ada, { workspace, name: 'k', roles: ['admin'] })
      await createKey(services, { ...ada, name: 'Ada L.' }, { workspace, name: 'l', roles: ['admin'] })
      const { id } = await services.store.write(workspace, (tx) => knowActor(tx, ada))
      expect(await eraseActor(services, { ...ada, name: 'Ada at last' }, { workspace, actor: id })).toMatchObject({
        ok: true,
      })
      expect(await verify(services)).toMatchObject({ ok: true })
      await createKey(services, ada, { workspace, name: 'm', roles: ['viewer'] })
      expect(await verify(services)).toMatchObject({ ok: true })
    })
  })

  test('after the holder of a key was erased, and the key revoked', async () => {
    await withServices(async (services) => {
      const { id } = await open(services)
      expect(await eraseActor(services, admin, { workspace, actor: `key:${id}` })).toMatchObject({ ok: true })
      await revokeKey(services, admin, id)
      expect(await verify(services)).toMatchObject({ ok: true })
    })
  })

  test('when somebody was seen who never did anything', async () => {
    await withServices(async (services) => {
      await open(services)
      await services.store.write(workspace, (tx) => knowActor(tx, person('onlooker')))
      expect(await verify(services)).toMatchObject({ ok: true })
    })
  })

  test('pruned, pruned again, with keys and erasures on either side of the cut', async () => {
    await withServices(async (services, time) => {
      await live(services, time, 'one')
      const checkpoint = await currentCheckpoint(services, workspace)
      const early = await createKey(services, person('dee'), { workspace, name: 'early', roles: ['viewer'] })
      for (const round of [1, 2, 3]) {
        time.pass()
        const before = time.text()
        await live(services, time, `round ${round}`)
        await append(services, 40)
        await prune(services, before)
        const report = await verify(services, checkpoint)
        expect(report).toMatchObject({ ok: true })
        expect(report.pruned).toBeGreaterThan(0)
      }
      // Their entries are pruned; what they did is still known, and what is done to them now is too.
      await revokeKey(services, admin, early.id)
      expect(await eraseActor(services, admin, { workspace, actor: 'dee' })).toMatchObject({ ok: true })
      expect(await verify(services, checkpoint)).toMatchObject({ ok: true })
      time.pass()
      await prune(services, time.text())
      expect(await verify(services, checkpoint)).toMatchObject({ ok: true })
    })
  })

  test('when a prune was interrupted before it emptied anything, and when it is run again', async () => {
    await withServices(async (services, time) => {
      await live(services, time, 'one')
      time.pass()
      const before = time.text()
      const failing = { ...services, store: { ...services.store, write: onlyOnce(services.store.write) } }
      await expect(prune(failing, before)).rejects.toThrow('killed')
      expect(await verify(services)).toMatchObject({ ok: true, pruned: 0 })
      await prune(services, before)
      expect(await verify(services)).toMatchObject({ ok: true, pruned: 1 + entriesOfLife })
    })
  })
})

function onlyOnce(write: Services['store']['write']): Services['store']['write'] {
  let calls = 0
  return (name, unit) => {
    calls += 1
    return calls === 1 ? write(name, unit) : Promise.reject(new Error('killed'))
  }
}

test('appends during a verification do not disturb it, nor it them', async () => {
  await withServices(async (services) => {
    await open(services)
    await append(services, 3_000)
    let verifying = true
    let appended = 0
    const busy = (async () => {
      while (verifying) {
        await append(services, 5)
        appended += 5
      }
    })()
    for (let round = 0; round < 5; round += 1) {
      const report = await verify(services)
      expect(report).toMatchObject({ ok: true })
      expect(report.checked).toBe(report.size)
    }
    verifying = false
    await busy
    expect(appended).toBeGreaterThan(0)
    expect(await verify(services)).toMatchObject({ ok: true, size: 3_002 + appended })
  })
})

test('a worker says the same, with progress on the way, and stops when it is told to', async () => {
  await withServices(async (services) => {
    await open(services)
    await append(services, 4_500)
    const job = { database: services.database, workspace }
    const progress: number[] = []
    const report = await verifyInWorker(job, undefined, (checked) => progress.push(checked))
    expect(report).toEqual(await verify(services))
    expect(progress.length).toBeGreaterThan(1)
    expect(progress.at(-1)).toBe(4_502)
    const stop = new AbortController()
    const stopped = verifyInWorker(job, stop.signal)
    stop.abort(new Error('enough'))
    await expect(stopped).rejects.toThrow('enough')
  })
})

describe('a checkpoint that cannot be believed', () => {
  test.each([
    ['empty', () => ''],
    ['no note', () => 'no note'],
    ['cut short', (note: string) => note.slice(0, -20)],
    ['of another size', (note: string) => note.replace('\n2\n', '\n1\n')],
    [
      'of another ledger',
      (note: string) => note.replaceAll(`/${workspace}\n`, '/other\n').replaceAll(`/${workspace} `, '/other '),
    ],
  ])('%s', async (_, spoil) => {
    await withServices(async (services) => {
      await open(services)
      const checkpoint = await currentCheckpoint(services, workspace)
      expect(await verify(services, checkpoint)).toMatchObject({ ok: true })
      expect(await verify(services, spoil(checkpoint))).toMatchObject({ ok: false })
    })
  })

  test('signed by this ledger’s key, but for something else', async () => {
    await withServices(async (services) => {
      await open(services)
      const name = services.origin(workspace)
      const text = parseNote(await currentCheckpoint(services, workspace))?.text ?? ''
      const elsewhere = services.signer.note(name, text.replace(`/${workspace}\n`, '/other\n'))
      const prune = services.signer.note(`${name}/prune`, text)
      expect(await verify(services, services.signer.note(name, text))).toMatchObject({ ok: true })
      for (const note of [elsewhere, prune]) expect(await verify(services, note)).toMatchObject({ ok: false })
    })
  })

  test('of a ledger that was begun anew', async () => {
    const kept = await withServices(async (services) => {
      await open(services)
      return currentCheckpoint(services, workspace)
    })
    await withServices(async (services) => {
      await open(services)
      expect(await verify(services, kept)).toMatchObject({ ok: false })
    })
  })
})

test('a file that is not there is said not to open', async () => {
  const database = join(tmpdir(), `countersign-${process.pid}-missing.db`)
  await expect(verifyDatabase({ database, workspace })).rejects.toThrow('cannot be opened')
})
