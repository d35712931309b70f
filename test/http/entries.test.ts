import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { EntryPage } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { startApp, type TestApp } from './harness.ts'

type Page = z.infer<typeof EntryPage>

/** What is in the ledger: 1 opened, 2 and 3 keys, 4 to 13 notes. */
const size = 13
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (from < to ? from + i : from - i))

const pages: [query: string, seqs: number[], next: number | null, total: number][] = [
  ['', range(1, 13), null, 13],
  ['limit=5', range(1, 5), 5, 13],
  ['limit=5&after=5', range(6, 10), 10, 13],
  ['limit=5&after=10', range(11, 13), null, 13],
  ['limit=3&after=10', range(11, 13), null, 13],
  ['limit=13', range(1, 13), null, 13],
  ['limit=500', range(1, 13), null, 13],
  ['after=13', [], null, 13],
  ['after=0&limit=1', [1], 1, 13],
  ['order=desc&limit=4', range(13, 10), 10, 13],
  ['order=desc&limit=4&after=10', range(9, 6), 6, 13],
  ['order=desc&after=3', [2, 1], null, 13],
  ['order=desc&after=1', [], null, 13],
  ['offset=10', range(11, 13), null, 13],
  ['offset=10&order=desc', [3, 2, 1], null, 13],
  ['offset=2&limit=2', [3, 4], 4, 13],
  ['offset=13', [], null, 13],
  ['offset=9007199254740991', [], null, 13],
  ['action=test.note.made&limit=2', [4, 5], 5, 10],
  ['action=test.', range(4, 13), null, 10],
  ['action=test.note.', range(4, 13), null, 10],
  ['action=access.key.', [2, 3], null, 2],
  ['action=access.', [2, 3], null, 2],
  ['action=access', [], null, 0],
  ['action=acces.', [], null, 0],
  ['action=TEST.', [], null, 0],
  ['action=test.%25', [], null, 0],
  ['action=.', [], null, 0],
  ['action=', range(1, 13), null, 13],
  ['subject=note:3', [7], null, 1],
  ['subject=note:', [], null, 0],
  ['subject=workspace:w', [1], null, 1],
  ['subject=note:3&action=test.', [7], null, 1],
  ['subject=note:3&action=access.', [], null, 0],
  ['subject=%27%20or%201%3D1%20--', [], null, 0],
]

describe.each(engines)('entries on %s', (engine) => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp(engine)
    key = await app.keyFor(['viewer'])
    await app.keyFor(['runner', 'auditor'])
    await app.fill(10)
  })
  afterAll(() => app.close())

  const pageOf = async (query: string): Promise<Page> => {
    const response = await app.ask(`/api/v1/audit/entries?${query}`, { key })
    expect(response.status).toBe(200)
    return EntryPage.strict().parse(await response.json())
  }

  test.each(pages)('?%s', async (query, seqs, next, total) => {
    const { items, next_after, ...page } = await pageOf(query)
    expect({ seqs: items.map((entry) => entry.seq), next_after, total: page.total, size: page.size }).toEqual({
      seqs,
      next_after: next,
      total,
      size,
    })
  })

  test.each(['asc', 'desc'])('following next_after reads everything once, %s', async (order) => {
    for (const limit of [1, 4, 13]) {
      const seen: number[] = []
      for (let after: number | null | undefined; after !== null; ) {
        const page = await pageOf(`order=${order}&limit=${limit}${after === undefined ? '' : `&after=${after}`}`)
        expect(page.items.length).toBeGreaterThan(0)
        seen.push(...page.items.map((entry) => entry.seq))
        after = page.next_after
      }
      expect(seen).toEqual(order === 'asc' ? range(1, size) : range(size, 1))
    }
  })

  test('an entry says what happened, to what, by whom and when', async () => {
    const { items, actors } = await pageOf('action=access.key.created&order=desc&limit=1')
    const [entry] = items
    expect(entry).toEqual({
      seq: 3,
      id: expect.stringMatching(/^[0-9a-f-]{14}7/),
      workspace: 'w',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      action: 'access.key.created',
      subject: expect.stringMatching(/^key:/),
      actor_id: expect.any(String),
      actor_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      data: expect.objectContaining({ name: 'runner auditor', roles: ['runner', 'auditor'] }),
    })
    expect(actors).toEqual({
      [entry?.actor_digest ?? '']: {
        id: entry?.actor_id,
        name: 'Ada',
        issuer: 'https://id.example',
        subject: 'ada',
        email: 'ada@example.com',
        via: 'oidc',
        verified: true,
        erased: false,
      },
    })
  })

  test('nobody’s name or e-mail stands in an entry', async () => {
    expect(JSON.stringify((await pageOf('')).items)).not.toMatch(/Ada|ada@example|id\.example/)
  })
})
