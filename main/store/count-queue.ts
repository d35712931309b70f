import { sql } from 'kysely'
import { isAlone, readCounts, sumOf } from './action-counts.ts'
import { type Asked, conditionsOf, isCut, matchesWords } from './queue-conditions.ts'
import { type QueueFilter, type Wanted, wantedBy } from './queue-filter.ts'
import { sourceOfAll } from './queue-paths.ts'
import { partOf, type Source } from './queue-source.ts'
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
  if (asked.engine === 'sqlite' && isOfWordsAlone(rest, wanted) && (await isAlone(db, asked.workspace)))
    return countFound(db, wanted.words, until)
  return countFrom(db, asked, wanted, await sourceOfAll(db, asked, wanted))
}

const isUnset = (value: unknown): boolean => value === undefined || value === false

const isOfKindAlone = ({ status, tier, type, mode, q = '', ...rest }: QueueFilter): boolean =>
  q.trim() === '' && Object.values(rest).every(isUnset)

const isOfWordsAlone = ({ q, ...rest }: QueueFilter, { words }: Wanted): boolean =>
  !words.some(isCut) && Object.values(rest).every(isUnset)

/** The full-text index knows no workspaces; where there is but one, nothing that it finds need be looked up. */
async function countFound(db: ReadDb, words: readonly string[], until = Number.MAX_SAFE_INTEGER): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from action_words where ${matchesWords(words)} and rowid <= ${until}`.execute(db)
  return rows[0]?.count ?? 0
}

async function countFrom(db: ReadDb, asked: Asked, wanted: Wanted, from: Source): Promise<number> {
  const { table, own } = partOf(asked, wanted, from, 'n')
  const conditions = [...own, ...conditionsOf(asked, wanted, from === 'search')]
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${table} where ${sql.join(conditions, sql` and `)}`.execute(db)
  return rows[0]?.count ?? 0
}
