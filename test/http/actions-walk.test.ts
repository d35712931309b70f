import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actionTypes, modes } from '../../shared/domain/action-policy.ts'
import { engines } from '../support/engines.ts'
import { actions, asJson, type Queue, type Row, startQueue } from './action-kit.ts'

type Page = { items: Row[]; next_cursor: string | null }
const columns = ['proposed_at', 'expires_at', 'tier', 'type', 'target_ref', 'reason', 'mode', 'status'] as const
const sorts = columns.flatMap((column) => [column, `-${column}`])

/** Values that repeat, that differ only in case or behind the sixtieth letter, and of every script. */
const targets = [
  'b',
  'B',
  'a',
  'ä',
  'z',
  'Ω',
  '字',
  '🚀',
  'a b',
  'a-b',
  '"',
  '\\',
  '%',
  '_',
  'é'.repeat(400),
  '字'.repeat(400),
]
const reasons = ['x', 'X', 'y'.repeat(61), `${'y'.repeat(60)}z`, 'ž', 'line\nbreak', 'tab\there', '"quoted"']
const proposalAt = (i: number) => ({
  type: actionTypes[(i * 7) % actionTypes.length],
  mode: modes[(i * 5) % modes.length],
  target_ref: targets[(i * 3) % targets.length],
  reason: reasons[(i * 5) % reasons.length],
  ttl_seconds: 60 + (i % 4) * 60,
})

const byBytes = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`))

/** Both engines order text byte by byte, a reason by its beginning, and what is equal as it was proposed. */
function inOrder(rows: Row[], sort: string): string[] {
  const column = columns.find((name) => name === sort.replace('-', '')) ?? 'proposed_at'
  const keyOf = (row: Row) => (column === 'reason' ? Array.from(row.reason).slice(0, 60).join('') : row[column])
  const sorted = rows.toSorted((a, b) => byBytes(keyOf(a), keyOf(b)) || byBytes(a.last_seq, b.last_seq))
  const ids = sorted.map(({ id }) => id)
  return sort.startsWith('-') ? ids.reverse() : ids
}

describe.each(engines)('walking the list on %s', (engine) => {
  let q: Queue
  const rows: Row[] = []
  const propose = async (i: number) => {
    const row = await q.propose(proposalAt(i))
    rows.push(row)
    return row
  }
  beforeAll(async () => {
    q = await startQueue(engine)
    for (let i = 0; i < 60; i += 1) {
      if (i % 3 === 0) q.time.pass(1)
      await propose(i)
    }
  })
  afterAll(() => q.close())

  async function walk(
    sort: string,
    limit: number,
    between: () => Promise<unknown> = async () => {},
  ): Promise<string[]> {
    const ids: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: Page = await asJson<Page>(await q.get(`${actions}?sort=${sort}&limit=${limit}${at}`), 200)
      ids.push(...page.items.map(({ id }) => id))
      expect(page.items.length).toBeLessThanOrEqual(limit)
      cursor = page.next_cursor
      await between()
    }
    return ids
  }

  test.each(sorts)('by %s it is in order, whatever the page’s size', async (sort) => {
    const expected = inOrder(rows, sort)
    for (const limit of [500, rows.length, rows.length - 1, 7]) expect(await walk(sort, limit)).toEqual(expected)
  })

  test.each(sorts)('by %s nothing is left out and nothing comes twice while others propose', async (sort) => {
    const before = rows.map(({ id }) => id)
    const seen = await walk(sort, 9, () => propose(rows.length))
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => before.includes(id)).length).toBe(before.length)
    expect(seen).toEqual(inOrder(rows, sort).filter((id) => seen.includes(id)))
  })

  test('newest first is the order of the ledger, for proposals of one moment too', async () => {
    const ids = await walk('-proposed_at', 13)
    const seqs = ids.map((id) => rows.find((row) => row.id === id)?.last_seq ?? 0)
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a))
    expect((await asJson<Page>(await q.get(actions), 200)).items.map(({ id }) => id)).toEqual(ids.slice(0, 50))
  })

  test('by status, while rows change theirs: every row that stays where it is comes once', async () => {
    const victims = rows.filter(
      ({ tier, mode, status }) => tier === 2 && mode === 'supervised' && status === 'proposed',
    )
    const changed = new Set<string>()
    const seen = await walk('status', 5, async () => {
      const next = victims.pop()
      if (next === undefined) return
      changed.add(next.id)
      await q.did(next.id, 'reject', 'approver')
    })
    const still = rows.map(({ id }) => id).filter((id) => !changed.has(id))
    for (const id of still) expect(seen.filter((each) => each === id)).toHaveLength(1)
  })
})
