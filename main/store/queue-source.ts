import { type RawBuilder, sql } from 'kysely'
import { type Asked, type Condition, isOneOf, lexemesOf, matchesWords } from './queue-conditions.ts'
import type { Wanted } from './queue-filter.ts'

/** Rows in the order asked for, or those that one filter wants, each by an index of its own. */
export type Source = 'order' | Axis | 'kinds' | 'search' | 'executed' | 'rejected' | 'review' | 'waiting' | 'newer'
export type Axis = (typeof axes)[number]
export const axes = ['status', 'type', 'mode'] as const

type Part = {
  /** What stands after `from`; its rows are called `action`. */
  table: RawBuilder<unknown>
  /** The filter that the index is for. */
  own: Condition[]
  /** The number of a row, as this source has it in order. */
  n: string
}

/** SQLite is told which index to use: what it would guess without knowing the values is often a walk over all rows. */
export function partOf({ engine, workspace }: Asked, wanted: Wanted, from: Source, column: string): Part {
  const { filter, kinds, words } = wanted
  const own: Condition[] = [sql`action.workspace = ${workspace}`]
  for (const axis of axes) if (from === axis || from === 'kinds') own.push(...isOneOf(axis, kinds[axis]))
  if (from === 'executed') own.push(sql`action.executed_at >= ${filter.executed_since}`)
  if (from === 'rejected') own.push(sql`action.rejected_at >= ${filter.rejected_since}`)
  if (from === 'newer') own.push(sql`action.n > ${filter.since}`)
  if (engine === 'postgresql') {
    const isFirst = from === 'kinds' || from === 'executed' || from === 'rejected'
    const ahead =
      from === 'search'
        ? sql`select action.* from ${foundBy(words)} cross join action where action.n = found.n`
        : sql`select * from action where ${sql.join(own, sql` and `)}`
    // PostgreSQL looks for this first, whatever it thinks of the rest: it moves nothing across an offset.
    const table = from === 'search' || isFirst ? sql`(${ahead} offset 0) as action` : sql`action`
    return { table, own, n: 'action.n' }
  }
  if (from === 'search')
    return {
      table: sql`action_words cross join action on action.n = action_words.rowid`,
      own: [matchesWords(words)],
      // The full-text index hands out what it finds in this order; asked for `action.n`, SQLite would gather it all first.
      n: 'action_words.rowid',
    }
  if (from === 'kinds') return { table: sql`action`, own, n: 'action.n' }
  return { table: sql`action indexed by ${sql.ref(indexOf(from, column))}`, own, n: 'action.n' }
}

/** The numbers of what has the words, on PostgreSQL (`row-search.ts`). */
export const foundBy = (words: readonly string[]): RawBuilder<unknown> =>
  sql`row_search(${lexemesOf(words)}) as found (n)`

function indexOf(from: Exclude<Source, 'search' | 'kinds'>, column: string): string {
  switch (from) {
    case 'order':
      return `action_by_${column}`
    case 'status':
    case 'type':
    case 'mode':
      return `action_by_${from}`
    case 'executed':
    case 'rejected':
    case 'waiting':
      return `action_${from}`
    case 'review':
      return 'action_in_review'
    case 'newer':
      return 'action_by_n'
    default:
      return from satisfies never
  }
}
