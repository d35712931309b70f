import { type RawBuilder, sql } from 'kysely'
import { type ActionRecord, type ActionRow, actionColumns, recordOf } from './action-record.ts'
import { type Asked, type Condition, conditionsOf } from './queue-conditions.ts'
import { type QueueFilter, type Wanted, wantedBy } from './queue-filter.ts'
import { afterGlance, type Path, pathTo } from './queue-paths.ts'
import { partOf } from './queue-source.ts'
import type { ReadDb } from './schema.ts'

export const sortColumns = [
  'proposed_at',
  'expires_at',
  'tier',
  'type',
  'target_ref',
  'reason',
  'mode',
  'status',
] as const
export type SortColumn = (typeof sortColumns)[number]

export type QueuePlace = { value: string | number; n: number }
export type QueueWindow = {
  sort: SortColumn
  descending: boolean
  after?: QueuePlace | undefined
  offset?: number | undefined
  limit: number
}

/** Proposals are numbered in the order in which the ledger took them, which is the order of their time. */
const columnOf = { proposed_at: 'n', reason: 'reason_head' } as const
const sortKey = (sort: SortColumn) => (sort === 'proposed_at' || sort === 'reason' ? columnOf[sort] : sort)

export async function readQueue(
  db: ReadDb,
  asked: Asked,
  filter: QueueFilter,
  window: QueueWindow,
): Promise<{ record: ActionRecord; place: QueuePlace }[]> {
  const wanted = wantedBy(filter)
  if (wanted === undefined) return []
  const order = { column: sortKey(window.sort), reach: (window.offset ?? 0) + window.limit }
  let path = await pathTo(db, asked, wanted, order)
  let rows = await readPage(db, asked, wanted, window, path)
  while (path.atMost !== undefined && rows.length < window.limit) {
    path = afterGlance(path, rows.length, order)
    rows = await readPage(db, asked, wanted, window, path)
  }
  return rows.map(({ place, ...row }) => ({ record: recordOf(row), place: { value: place, n: row.n } }))
}

type PageRow = ActionRow & { place: string | number }
type Part = RawBuilder<unknown>

/** Finds the numbers of the rows first and then the rows: what is passed over, or sorted, is not carried along whole. */
async function readPage(db: ReadDb, asked: Asked, wanted: Wanted, window: QueueWindow, path: Path): Promise<PageRow[]> {
  const { sort, descending, after, offset = 0, limit } = window
  const column = sortKey(sort)
  const { table, own, n } = partOf(asked, wanted, path.from, column)
  const key = column === 'n' ? sql.ref(n) : sql.ref(`action.${column}`)
  const direction = descending ? sql`desc` : sql`asc`
  const orderBy = (first: Part, second: Part) =>
    column === 'n' ? sql`${second} ${direction}` : sql`${first} ${direction}, ${second} ${direction}`
  const beyond = after && isBeyond(column, key, sql.ref(n), after, descending)

  const conditions = [...own, ...conditionsOf(asked, wanted, path.from === 'search'), ...(beyond ? [beyond] : [])]
  const order = orderBy(key, sql.ref(n))
  const inside =
    path.atMost === undefined ? table : first(table, [...own, ...(beyond ? [beyond] : [])], order, path.atMost)
  const page = sql`
    select ${sql.ref(n)} as n, ${key} as place from ${inside}
    where ${sql.join(conditions, sql` and `)} order by ${order} limit ${limit} offset ${offset}`
  const columns = actionColumns.map((name) => sql.ref(`action.${name}`))
  const { rows } = await sql<PageRow>`
    select ${sql.join(columns)}, page.place from (${page}) as page cross join action
    where action.n = page.n order by ${orderBy(sql.ref('page.place'), sql.ref('page.n'))}`.execute(db)
  return rows
}

const first = (table: Part, conditions: Condition[], order: Part, count: number) =>
  sql`(select * from ${table} where ${sql.join(conditions, sql` and `)} order by ${order} limit ${count}) as action`

/** The number of the newest proposal; 0 where there is none. */
export async function newestProposal(db: ReadDb, workspace: string): Promise<number> {
  const row = await db
    .selectFrom('action')
    .select('n')
    .where('workspace', '=', workspace)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.n ?? 0
}

function isBeyond(column: string, key: Part, n: Part, after: QueuePlace, descending: boolean): Condition {
  const beyond = descending ? sql`<` : sql`>`
  return column === 'n' ? sql`${n} ${beyond} ${after.n}` : sql`(${key}, ${n}) ${beyond} (${after.value}, ${after.n})`
}

/** The pending proposal whose time runs out first. */
export async function nextToExpire(db: ReadDb, asked: Asked): Promise<string | null> {
  const wanted = wantedBy({ pending: true })
  if (wanted === undefined) return null
  const { table } = partOf(asked, wanted, 'waiting', 'n')
  const { rows } = await sql<{ expires_at: string }>`
    select action.expires_at from ${table} where ${sql.join(conditionsOf(asked, wanted), sql` and `)}
    order by action.expires_at limit 1`.execute(db)
  return rows[0]?.expires_at ?? null
}
