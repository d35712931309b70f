import { type RawBuilder, sql } from 'kysely'
import { isAlone, readCounts, sumOf } from './action-counts.ts'
import { type Asked, conditionsOf, isCut, matchesWords } from './queue-conditions.ts'
import { type QueueFilter, type Wanted, wantedBy } from './queue-filter.ts'
import { sourceOfAll } from './queue-paths.ts'
import { foundBy, partOf, type Source } from './queue-source.ts'
import type { ReadDb } from './schema.ts'

/** How many rows a filter leaves. What can be is taken from counts that are kept; the rest is counted where it is fewest. */
export async function countQueue(db: ReadDb, asked: Asked, filter: QueueFilter): Promise<number> {
  const wanted = wantedBy(filter)
  if (wanted === undefined) return 0
  const { until, ...rest } = filter
  if (isOfKindAlone(rest)) {
    const newer = until === undefined ? 0 : await countFrom(db, asked, { ...wanted, filter: { since: until } }, 'newer')
    return sumOf(await readCounts(db, asked.workspace), wanted.kinds) - newer
  }
  if (isOfWordsAlone(rest)) {
    if (asked.engine === 'postgresql') return countRows(db, foundBy(wanted.words), sql`n <= ${until ?? last}`)
    // The full-text index knows no workspaces; where there is but one, nothing that it finds need be looked up.
    if (!wanted.words.some(isCut) && (await isAlone(db, asked.workspace)))
      return countRows(db, sql`action_words`, sql`${matchesWords(wanted.words)} and rowid <= ${until ?? last}`)
  }
  return countFrom(db, asked, wanted, await sourceOfAll(db, asked, wanted))
}

const isUnset = (value: unknown): boolean => value === undefined || value === false

const isOfKindAlone = ({ status, tier, type, mode, q = '', ...rest }: QueueFilter): boolean =>
  q.trim() === '' && Object.values(rest).every(isUnset)

const isOfWordsAlone = ({ q, ...rest }: QueueFilter): boolean => Object.values(rest).every(isUnset)

/** The number of a proposal that there will never be. */
const last = Number.MAX_SAFE_INTEGER

async function countFrom(db: ReadDb, asked: Asked, wanted: Wanted, from: Source): Promise<number> {
  const { table, own } = partOf(asked, wanted, from, 'n')
  return countRows(db, table, sql.join([...own, ...conditionsOf(asked, wanted, from === 'search')], sql` and `))
}

async function countRows(db: ReadDb, table: RawBuilder<unknown>, which: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${table} where ${which}`.execute(db)
  return rows[0]?.count ?? 0
}
