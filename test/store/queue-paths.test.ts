import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type QueuePlace, readQueue, type SortColumn, sortColumns } from '../../main/store/action-queue.ts'
import { knowActor } from '../../main/store/actors.ts'
import { countQueue } from '../../main/store/count-queue.ts'
import { openStore } from '../../main/store/open.ts'
import { type QueueFilter, wantedBy } from '../../main/store/queue-filter.ts'
import { type Path, pathTo } from '../../main/store/queue-paths.ts'
import type { Store } from '../../main/store/store.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import { engines, freshPlace, type Place } from '../support/engines.ts'
import { fillQueue } from '../support/fill-queue.ts'
import { ada } from '../support/people.ts'
import { commonWord, queueRow, rareWord } from '../support/queue-rows.ts'

const count = 3_000
const now = Date.parse('2026-11-21T10:00:00.000Z')
const at = (rowsAgo: number) => new Date(now - rowsAgo * 10_000).toISOString()

/** Filters that leave much and little, so that every way of looking is the best one somewhere. */
const filters: readonly QueueFilter[] = [
  {},
  { status: ['executed'] },
  { status: ['proposed'] },
  { status: ['approved', 'proposed'] },
  { status: ['rejected', 'expired'] },
  { tier: [3] },
  { tier: [1, 2] },
  { type: ['throttle'] },
  { type: ['kill_run', 'alert'] },
  { tier: [1], type: ['kill_run'] },
  { tier: [3], type: ['kill_run', 'alert'] },
  { mode: ['dry_run'] },
  { status: ['approved'], type: ['throttle', 'kill_run'], mode: ['supervised'] },
  { status: ['rejected'], tier: [2], mode: ['autonomous', 'dry_run'] },
  { pending: true },
  { pending: true, tier: [3] },
  { status: ['executed'], pending: true },
  { executed_since: at(700) },
  { executed_since: at(2_900), tier: [3] },
  { rejected_since: at(800) },
  { rejected_since: at(2_900), status: ['executed'] },
  { executed_since: at(900), rejected_since: at(900) },
  { review_open: true },
  { q: commonWord },
  { q: 'c' },
  { q: rareWord },
  { q: 'quarantined twice' },
  { q: 'quarantines' },
  { q: 'autonomous supervised' },
  { q: `${commonWord} checkout` },
  { q: commonWord, status: ['proposed'] },
  { q: commonWord, status: ['executed'], tier: [3] },
  { q: 'throttle', type: ['kill_run'] },
  { q: rareWord, executed_since: at(2_999) },
  { q: commonWord, pending: true },
  { until: 1_000 },
  { until: 1_500, status: ['executed'] },
  { until: 2_000, q: commonWord },
  { since: 2_990 },
  { since: 500, type: ['throttle'] },
  { since: 2_000, until: 2_600, q: commonWord },
]

type Row = ReturnType<typeof queueRow> & { n: number }

function isWanted(row: Row, filter: QueueFilter): boolean {
  const { progress } = JSON.parse(row.state) as { progress: Record<string, string> }
  const { executed_at = '', rejected_at = '' } = progress
  const words = row.words.split(' ')
  const kinds = (['status', 'tier', 'type', 'mode'] as const).every(
    (column) => filter[column]?.some((value) => value === row[column]) ?? true,
  )
  const pending = row.status === 'proposed' && row.mode !== 'dry_run' && row.expires_at > at(-8_400)
  return (
    kinds &&
    (!filter.pending || pending) &&
    (!filter.review_open || false) &&
    (filter.executed_since === undefined || executed_at >= filter.executed_since) &&
    (filter.rejected_since === undefined || rejected_at >= filter.rejected_since) &&
    row.n <= (filter.until ?? count) &&
    row.n > (filter.since ?? -1) &&
    searchWords(filter.q ?? '').every((wanted) => words.some((word) => word.startsWith(wanted)))
  )
}

function inOrder(rows: readonly Row[], sort: SortColumn, descending: boolean): string[] {
  const key = (row: Row) => (sort === 'proposed_at' ? row.n : sort === 'reason' ? row.reason.slice(0, 60) : row[sort])
  const compare = (a: Row, b: Row) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.n - b.n)
  return rows.toSorted((a, b) => (descending ? compare(b, a) : compare(a, b))).map(({ id }) => id)
}

describe.each(engines)('the queue on %s', (engine) => {
  let place: Place
  let store: Store
  let first = 0
  let rows: ReturnType<typeof queueRow>[]
  // Of those that are still proposed, some are too old to be approved.
  const asked = { engine, workspace: 'w', now: at(-8_400) }

  beforeAll(async () => {
    place = await freshPlace(engine)
    store = await openStore({ database: place.database })
    for (const [workspace, many] of [
      ['other', 50],
      ['w', count],
    ] as const) {
      await ensureWorkspace(store, workspace, ada)
      const who = await store.write(workspace, (tx) => knowActor(tx, ada))
      const row = (i: number) => queueRow(i, { count: many, who, workspace, now })
      await fillQueue({ database: place.database, count: many, row })
      if (workspace === 'w') rows = Array.from({ length: count }, (_, i) => row(i))
    }
    const window = { sort: 'proposed_at', descending: false, limit: 1 } as const
    const [oldest] = await within('w', () => readQueue(store.read, asked, {}, window))
    first = oldest?.place.n ?? 0
  })
  afterAll(async () => {
    await store.close()
    await place.remove()
  })

  const numbered = (filter: QueueFilter): QueueFilter => ({
    ...filter,
    ...(filter.until === undefined ? {} : { until: filter.until + first }),
    ...(filter.since === undefined ? {} : { since: filter.since + first }),
  })
  const expected = (filter: QueueFilter, sort: SortColumn, descending: boolean): string[] =>
    inOrder(
      rows.map((row, i) => ({ ...row, n: i })).filter((row) => isWanted(row, filter)),
      sort,
      descending,
    )

  test.each(filters)('%j: what is found by any way is what there is', async (filter) => {
    for (const [i, sort] of sortColumns.entries())
      for (const descending of sort === 'proposed_at' ? [true, false] : [i % 2 === 0]) {
        const wanted = expected(filter, sort, descending)
        const read = async (window: { limit: number; offset?: number; after?: QueuePlace }) =>
          within('w', () => readQueue(store.read, asked, numbered(filter), { sort, descending, ...window }))
        const ids = (found: Awaited<ReturnType<typeof read>>) => found.map(({ record }) => record.action.proposal.id)
        const page = await read({ limit: 21 })
        expect(ids(page), `${sort} ${descending}`).toEqual(wanted.slice(0, 21))
        const after = page.at(-1)?.place
        if (after) expect(ids(await read({ limit: 5, after }))).toEqual(wanted.slice(page.length, page.length + 5))
        expect(ids(await read({ limit: 3, offset: 400 }))).toEqual(wanted.slice(400, 403))
      }
    const total = await within('w', () => countQueue(store.read, asked, numbered(filter)))
    expect(total).toBe(expected(filter, 'proposed_at', true).length)
  })

  const glance = (from: Path['from']): Path => ({ from, atMost: 500 })
  test.each<[QueueFilter, column: string, onSqlite: Path['from'], onPostgres?: Path]>([
    [{}, 'target_ref', 'order'],
    [{ status: ['executed'] }, 'n', 'status'],
    [{ status: ['executed'] }, 'target_ref', 'order'],
    [{ status: ['approved'], mode: ['supervised'] }, 'target_ref', 'status'],
    [{ status: ['approved', 'proposed'] }, 'n', 'order'],
    [{ type: ['throttle'] }, 'n', 'type'],
    [{ mode: ['dry_run'] }, 'n', 'mode'],
    [{ status: ['rejected', 'expired'], type: ['throttle', 'alert'], mode: ['dry_run'] }, 'target_ref', 'type'],
    [{ pending: true }, 'target_ref', 'status'],
    [{ review_open: true }, 'n', 'review'],
    [{ executed_since: at(700) }, 'target_ref', 'executed'],
    [{ executed_since: at(2_900) }, 'target_ref', 'order'],
    [{ rejected_since: at(800) }, 'n', 'rejected'],
    [{ since: 2_990 }, 'target_ref', 'newer'],
    [{ q: commonWord }, 'n', 'search', glance('order')],
    [{ q: commonWord }, 'target_ref', 'order', glance('order')],
    [{ q: rareWord }, 'target_ref', 'search', glance('order')],
    [{ q: commonWord, type: ['throttle'] }, 'n', 'search', glance('type')],
    [{ q: commonWord, pending: true }, 'n', 'status', { from: 'kinds' }],
  ])('%j by %s is looked for where it is found soonest', async (filter, column, onSqlite, onPostgres) => {
    const wanted = wantedBy(numbered(filter))
    if (wanted === undefined) throw new Error('nothing is wanted')
    const path = await within('w', () => pathTo(store.read, asked, wanted, { column, reach: 21 }))
    expect(path).toEqual((engine === 'postgresql' && onPostgres) || { from: onSqlite })
  })
})
