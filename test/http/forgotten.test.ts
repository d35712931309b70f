import { describe, expect, test } from 'vitest'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { grace } from '../support/people.ts'
import { type TestApp, withApp } from './harness.ts'
import { readEvents } from './sse.ts'

const pageOf = async ({ ask }: TestApp, key: string, query = '') =>
  EntryPage.strict().parse(await (await ask(`/api/v1/audit/entries?${query}`, { key })).json())

describe.each(engines)('what was forgotten, on %s', (engine) => {
  test('an erased person is a tombstone, and everything still verifies', () =>
    withApp(engine, async (app) => {
      const key = await app.keyFor(['auditor'])
      const before = await pageOf(app, key)
      const [ada] = Object.values(before.actors)
      expect(await eraseActor(app.services, grace, { workspace: 'w', actor: 'ada@example.com' })).toMatchObject({
        ok: true,
      })
      const after = await pageOf(app, key)
      const digest = before.items[0]?.actor_digest ?? ''
      expect(after.actors[digest]).toEqual({
        id: ada?.id,
        issuer: null,
        subject: null,
        name: 'erased person',
        email: null,
        via: null,
        verified: true,
        erased: true,
      })
      expect(after.items.slice(0, 2)).toEqual(before.items)
      expect(after.items.at(-1)).toMatchObject({ action: 'actor.identity.erased', subject: `actor:${ada?.id}` })
      expect(JSON.stringify(after)).not.toMatch(/Ada|ada@example/)
      expect(await (await app.ask('/api/v1/audit/verify', { key, method: 'POST' })).json()).toMatchObject({ ok: true })
    }))

  test('pages, proofs and streams go on past entries that were pruned', async () => {
    let now = Date.parse('2024-01-01T00:00:00Z')
    await withApp(
      engine,
      async (app) => {
        const key = await app.keyFor(['auditor'])
        await app.fill(8)
        now += 10 * 86_400_000
        await app.fill(5)
        const before = '2024-01-05T00:00:00.000Z'
        expect(await pruneEntries(app.services, grace, { workspace: 'w', before })).toMatchObject({
          value: { to: 10, emptied: 10 },
        })

        const seqs = async (query: string) => {
          const { items, next_after, total, size } = await pageOf(app, key, query)
          return { seqs: items.map((entry) => entry.seq), next_after, total, size }
        }
        expect(await seqs('limit=4')).toEqual({ seqs: [11, 12, 13, 14], next_after: 14, total: 6, size: 16 })
        expect(await seqs('limit=4&after=14')).toEqual({ seqs: [15, 16], next_after: null, total: 6, size: 16 })
        expect(await seqs('limit=4&offset=2')).toEqual({ seqs: [13, 14, 15, 16], next_after: null, total: 6, size: 16 })
        expect(await seqs('order=desc&limit=6')).toEqual({
          seqs: [16, 15, 14, 13, 12, 11],
          next_after: null,
          total: 6,
          size: 16,
        })
        expect(await seqs('action=test.')).toMatchObject({ seqs: [11, 12, 13, 14, 15], total: 5 })

        const events = readEvents(await app.ask('/api/v1/events?after=0', { key }))
        const seen = await events.take(6)
        expect(seen.map((event) => Number(event.id))).toEqual([11, 12, 13, 14, 15, 16])
        await events.cancel()

        const proof = await (await app.ask('/api/v1/audit/proofs/inclusion?seq=3', { key })).json()
        expect(proof).toMatchObject({ seq: 3, size: 16 })
        const report = await (await app.ask('/api/v1/audit/verify', { key, method: 'POST' })).json()
        expect(report).toMatchObject({ ok: true, size: 16, pruned: 10 })
      },
      { clock: () => now },
    )
  })
})
