import { sql } from 'kysely'
import { type KindCount, readCounts, sumOf } from './action-counts.ts'
import type { Asked } from './queue-conditions.ts'
import type { Wanted } from './queue-filter.ts'
import { type Axis, axes, partOf, type Source } from './queue-source.ts'
import type { ReadDb } from './schema.ts'

/** Where a page is looked for. Where that is at no more rows than `atMost`, only a full page is an answer. */
export type Path = { from: Source; atMost?: number }
/** The column that is sorted by, and how many of the rows that match are passed to come to the end of the page. */
type Order = { column: string; reach: number }

/** How common a word is PostgreSQL cannot say without finding them all; what so many rows have of it tells. */
const glance = 500

/**
 * The way to a page that looks at the fewest rows. To walk in order and pass over what is not wanted takes about
 * `reach / share` rows; to gather what one filter wants, and sort it, takes all of that. Both are as many where there are
 * √(reach × all), so a filter that leaves fewer is where to begin.
 */
export async function pathTo(db: ReadDb, asked: Asked, wanted: Wanted, order: Order): Promise<Path> {
  if (wanted.filter.review_open) return { from: 'review' }
  const walk: Path = { from: inOrder(wanted, order) }
  const filters = filtersOf(asked, wanted, order)
  const isOfKind = axes.some((axis) => wanted.kinds[axis] !== undefined)
  if (filters.length === 0 && !isOfKind && wanted.words.length === 0) return walk

  const counts = await readCounts(db, asked.workspace)
  const all = sumOf(counts)
  const few = Math.ceil(Math.sqrt(order.reach * all))
  if (isOfKind && sumOf(counts, wanted.kinds) <= few)
    // Else PostgreSQL would find all that has the words, to see which of it is of the kind.
    return {
      from: asked.engine === 'postgresql' && wanted.words.length > 0 ? 'kinds' : smallest(wanted, order, counts),
    }
  for (const from of filters) if ((await countUpTo(db, asked, wanted, from, few + 1)) <= few) return { from }
  if (wanted.words.length === 0) return walk
  if (asked.engine === 'sqlite') return order.column === 'n' ? { from: 'search' } : walk
  return all <= glance ? walk : { ...walk, atMost: glance }
}

/** Where a glance found an eighth of the page, or more, the rest is not far; else there is so little that all is found soon. */
export const afterGlance = ({ from, atMost }: Path, found: number, { reach }: Order): Path =>
  atMost === glance && found * 8 >= reach ? { from, atMost: 16 * glance } : { from: 'search' }

/** Where all that is wanted is found by looking at the fewest others. */
export async function sourceOfAll(db: ReadDb, asked: Asked, wanted: Wanted): Promise<Source> {
  const { filter, kinds, words } = wanted
  if (filter.review_open) return 'review'
  if (filter.since !== undefined) return 'newer'
  if (filter.pending || filter.needs !== undefined) return 'waiting'
  if (filter.executed_since !== undefined) return 'executed'
  if (filter.rejected_since !== undefined) return 'rejected'
  if (words.length === 0) return 'order'
  const counts = await readCounts(db, asked.workspace)
  // Of so few, all are looked at sooner than an index is.
  if (asked.engine === 'postgresql') return sumOf(counts, kinds) <= glance ? 'order' : 'search'
  const ofKind = sumOf(counts, kinds)
  const isFew = (await countUpTo(db, asked, wanted, 'search', ofKind + 1)) <= ofKind
  return isFew ? 'search' : smallest(wanted, { column: 'n', reach: 0 }, counts)
}

/** An index that has just what is wanted of one kind, newest first, spares passing over the rest. */
const inOrder = ({ kinds }: Wanted, { column }: Order): Source =>
  (column === 'n' ? axes.find((axis) => kinds[axis]?.length === 1) : undefined) ?? 'order'

function smallest(wanted: Wanted, order: Order, counts: readonly KindCount[]): Source {
  const ordered = inOrder(wanted, order)
  if (ordered !== 'order') return ordered
  const sizeOf = (axis: Axis) => sumOf(counts, { [axis]: wanted.kinds[axis] })
  const restricted = axes.filter((axis) => wanted.kinds[axis] !== undefined)
  return restricted.sort((a, b) => sizeOf(a) - sizeOf(b))[0] ?? 'order'
}

/** Filters of which their index alone knows how much they leave, where it is cheap to ask it. */
function filtersOf({ engine }: Asked, { filter, words }: Wanted, { column }: Order): Source[] {
  const { executed_since, rejected_since, since } = filter
  const given: (Source | false)[] = [
    executed_since !== undefined && 'executed',
    rejected_since !== undefined && 'rejected',
    since !== undefined && 'newer',
    // What is found comes newest first anyway.
    words.length > 0 && engine === 'sqlite' && column !== 'n' && 'search',
  ]
  return given.filter((source) => source !== false)
}

async function countUpTo(db: ReadDb, asked: Asked, wanted: Wanted, from: Source, limit: number): Promise<number> {
  const { table, own } = partOf(asked, wanted, from, 'n')
  const index = from === 'search' ? sql`action_words` : table
  const found = sql`select 1 from ${index} where ${sql.join(own, sql` and `)} limit ${limit}`
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${found}) as found`.execute(db)
  return rows[0]?.count ?? 0
}
