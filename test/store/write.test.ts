import { describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { readEntries } from '../../main/store/entries.ts'
import { readTree } from '../../main/store/ledger-rows.ts'
import type { Store, Tx } from '../../main/store/store.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { engines, withPlace } from '../support/engines.ts'
import { ada } from '../support/people.ts'

const note = async (tx: Tx, text: string) =>
  tx.append({ action: 'test.note.made', subject: `note:${text}`, actor: await knowActor(tx, ada), data: { text } })
const sideOf = ({ workspace, now }: Tx, i: number) => ({
  ...{ workspace, trace_id: 't', tag: `side-${i}`, action_id: 'a' },
  ...{ at: now, seq: i },
})
const all = (store: Store, workspace = 'w') =>
  within(workspace, () => readEntries(store.read, workspace, { order: 'asc', limit: 1_000 }))

describe.each(engines)('writing on %s', (engine) => {
  test('a workspace opens once, whoever asks how often', () =>
    withPlace(engine, async (_, open) => {
      const [a, b] = [await open(), await open()]
      await Promise.all([a, b, a, b].map((store) => ensureWorkspace(store, 'w', ada)))
      const entries = await all(a)
      expect(entries.map((entry) => entry.action)).toEqual(['workspace.ledger.opened'])
    }))

  test('units that wait together commit together, in the order of their asking', () =>
    withPlace(engine, async (_, open) => {
      const store = await open()
      await ensureWorkspace(store, 'w', ada)
      const made = await Promise.all(Array.from({ length: 300 }, (_, i) => store.write('w', (tx) => note(tx, `${i}`))))
      expect(made.map((entry) => entry.seq)).toEqual(Array.from({ length: 300 }, (_, i) => i + 2))
      const stored = await all(store)
      expect(stored.slice(1).map((entry) => entry.subject)).toEqual(made.map((entry) => entry.subject))
      expect((await within('w', () => readTree(store.read, 'w'))).size).toBe(301)
    }))

  test('a unit that throws is undone alone: its state, its entries, and nobody else’s', () =>
    withPlace(engine, async (_, open) => {
      const store = await open()
      await ensureWorkspace(store, 'w', ada)
      const outcomes = await Promise.allSettled(
        Array.from({ length: 9 }, (_, i) =>
          store.write('w', async (tx) => {
            await tx.db.insertInto('trace_tag').values(sideOf(tx, i)).execute()
            const entry = await note(tx, `${i}`)
            if (i % 3 === 1) throw new Error(`unit ${i} fails`)
            return entry.seq
          }),
        ),
      )
      const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.message] : []))
      expect(failed).toEqual(['unit 1 fails', 'unit 4 fails', 'unit 7 fails'])
      const kept = ['0', '2', '3', '5', '6', '8']
      expect((await all(store)).slice(1).map((entry) => entry.subject)).toEqual(kept.map((i) => `note:${i}`))
      const sides = store.read.selectFrom('trace_tag').select('tag').orderBy('tag')
      const tags = (await within('w', () => sides.execute())).map(({ tag }) => tag)
      expect(tags).toEqual(kept.map((i) => `side-${i}`))
    }))

  test('a unit whose SQL is refused is undone alone too', () =>
    withPlace(engine, async (_, open) => {
      const store = await open()
      await ensureWorkspace(store, 'w', ada)
      const twice = (tx: Tx) => tx.db.insertInto('workspace').values({ id: 'w', created_at: tx.now }).execute()
      const [first, second, third] = await Promise.allSettled([
        store.write('w', (tx) => note(tx, 'before')),
        store.write('w', twice),
        store.write('w', (tx) => note(tx, 'after')),
      ])
      expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect((await all(store)).map((entry) => entry.seq)).toEqual([1, 2, 3])
    }))

  test('several stores on one database never fork the ledger', () =>
    withPlace(engine, async (_, open) => {
      const stores = [await open(), await open(), await open()]
      await Promise.all(stores.map((store) => ensureWorkspace(store, 'w', ada)))
      const asked = stores.flatMap((store, s) =>
        Array.from({ length: 60 }, (_, i) => () => store.write('w', (tx) => note(tx, `${s}-${i}`))),
      )
      const made = await Promise.all(asked.map((ask) => ask()))
      const seqs = made.map((entry) => entry.seq).sort((a, b) => a - b)
      expect(seqs).toEqual(Array.from({ length: 180 }, (_, i) => i + 2))
    }))

  test('workspaces have ledgers of their own', () =>
    withPlace(engine, async (_, open) => {
      const store = await open()
      await Promise.all(['a', 'b'].map((id) => ensureWorkspace(store, id, ada)))
      await Promise.all(['a', 'b', 'a'].map((id, i) => store.write(id, (tx) => note(tx, `${id}${i}`))))
      expect((await all(store, 'a')).map((entry) => entry.seq)).toEqual([1, 2, 3])
      expect((await all(store, 'b')).map((entry) => entry.seq)).toEqual([1, 2])
    }))

  test('nothing is appended where no workspace is open', () =>
    withPlace(engine, async (_, open) => {
      const store = await open()
      await expect(store.write('nowhere', (tx) => note(tx, 'lost'))).rejects.toThrow()
      expect(await all(store, 'nowhere')).toEqual([])
    }))

  test('watchers hear of this store’s commits and of another’s', () =>
    withPlace(engine, async (_, open) => {
      const [a, b] = [await open(), await open()]
      await ensureWorkspace(a, 'w', ada)
      for (const writer of [a, b]) {
        const heard = new Promise<void>((resolve) => a.watch(resolve))
        await writer.write('w', (tx) => note(tx, 'news'))
        await heard
      }
    }))
})
