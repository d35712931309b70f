import { type Expression, type SqlBool, sql } from 'kysely'
import type { Status } from '../../shared/domain/action.ts'
import type { ActionType, Mode, Tier } from '../../shared/domain/action-policy.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import { type ActionRecord, actionColumns, recordOf } from './action-record.ts'
import type { Engine, ReadDb } from './schema.ts'

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

export type QueueFilter = {
  status?: readonly Status[] | undefined
  tier?: readonly Tier[] | undefined
  type?: readonly ActionType[] | undefined
  mode?: readonly Mode[] | undefined
  q?: string | undefined
  /** Waiting for approval, within its time, and meant to run. */
  pending?: boolean | undefined
  /** Pending, and this person may be the one who approves it. */
  needs?: string | undefined
  executed_since?: string | undefined
  rejected_since?: string | undefined
  review_open?: boolean | undefined
  /** Proposals are numbered: none beyond this one, only those beyond this one. */
  until?: number | undefined
  since?: number | undefined
}
export type QueuePlace = { value: string | number; n: number }
export type QueueWindow = {
  sort: SortColumn
  descending: boolean
  after?: QueuePlace | undefined
  offset?: number | undefined
  limit: number
}
type Asked = { engine: Engine; workspace: string; now: string }

/** Proposals are numbered in the order in which the ledger took them, which is the order of their time. */
const columnOf = { proposed_at: 'n', reason: 'reason_head' } as const
const sortKey = (sort: SortColumn) => (sort === 'proposed_at' || sort === 'reason' ? columnOf[sort] : sort)

/** The full-text index hands out what it finds in this order, one by one; asked for `n`, SQLite would gather it all first. */
const orderOf = ({ engine }: Asked, { q }: QueueFilter) =>
  engine === 'sqlite' && searchWords(q ?? '').length > 0 ? ('action_words.rowid' as const) : ('n' as const)

export async function readQueue(
  db: ReadDb,
  asked: Asked,
  filter: QueueFilter,
  window: QueueWindow,
): Promise<{ record: ActionRecord; place: QueuePlace }[]> {
  const { sort, descending, after, offset, limit } = window
  const key = sortKey(sort)
  const order = orderOf(asked, filter)
  const direction = descending ? 'desc' : 'asc'
  let query = matching(db, asked, filter, key).select([...actionColumns, `${key} as place`])
  if (after !== undefined) {
    const beyond = descending ? '<' : '>'
    query =
      key === 'n'
        ? query.where(sql.ref<number>(order), beyond, after.n)
        : query.where((e) => e(e.refTuple(key, 'n'), beyond, e.tuple(after.value, after.n)))
  }
  if (key !== 'n') query = query.orderBy(key, direction)
  query = query.orderBy(sql.ref(order), direction).limit(limit)
  // SQLite has no offset without a limit, and a page without one has none.
  if (offset) query = query.offset(offset)
  const rows = await query.execute()
  return rows.map(({ place, ...row }) => ({ record: recordOf(row), place: { value: place, n: row.n } }))
}

export async function countQueue(db: ReadDb, asked: Asked, filter: QueueFilter): Promise<number> {
  const row = await matching(db, asked, filter, 'n')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

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

export async function countByStatus(db: ReadDb, workspace: string): Promise<Record<Status, number>> {
  const rows = await db
    .selectFrom('action')
    .select((e) => ['status', e.fn.countAll<number>().as('count')])
    .where('workspace', '=', workspace)
    .groupBy('status')
    .execute()
  const none = { proposed: 0, approved: 0, executed: 0, rejected: 0, expired: 0 }
  return { ...none, ...Object.fromEntries(rows.map(({ status, count }) => [status, count])) }
}

/** The pending proposal whose time runs out first. */
export async function nextToExpire(db: ReadDb, asked: Asked): Promise<string | null> {
  const row = await matching(db, asked, { pending: true }, 'n')
    .select((e) => e.fn.min('expires_at').as('expires_at'))
    .executeTakeFirst()
  return row?.expires_at ?? null
}

function matching(db: ReadDb, asked: Asked, filter: QueueFilter, order: string) {
  const { engine, workspace, now } = asked
  const { q, pending, needs, executed_since, rejected_since, review_open, until, since } = filter
  let query = db.selectFrom('action').where('workspace', '=', workspace)
  for (const column of ['status', 'tier', 'type', 'mode'] as const) {
    const wanted: readonly (string | number)[] | undefined = filter[column]
    if (wanted !== undefined && wanted.length > 0) query = query.where(oneOf(engine, column, wanted, order))
  }
  if (pending || needs !== undefined)
    query = query
      .where('status', '=', 'proposed')
      .where('mode', '!=', 'dry_run')
      .where(plainly(engine, 'expires_at'), '>', now)
  if (needs !== undefined) query = query.where(mayBeApprovedBy(needs))
  if (executed_since !== undefined) query = query.where('executed_at', '>=', executed_since)
  if (rejected_since !== undefined) query = query.where('rejected_at', '>=', rejected_since)
  if (review_open) query = query.where('review_open', '=', 1)
  if (until !== undefined) query = query.where(plainly<number>(engine, 'action.n'), '<=', until)
  if (since !== undefined) query = query.where('action.n', '>', since)
  const words = searchWords(q ?? '')
  // A question of nothing but punctuation is one that nothing answers.
  if (q !== undefined && q.trim() !== '')
    query = query.where(words.length === 0 ? sql<SqlBool>`1 = 0` : has(engine, words))
  return query.$if(engine === 'sqlite' && words.length > 0, (found) =>
    found.innerJoin('action_words', 'action_words.rowid', 'action.n'),
  )
}

/**
 * One value: its index holds the rows in order. Several: SQLite would gather and sort all that match, so it is told (by
 * the plus) to walk in order and skip, which finds a page of what is common at once.
 */
function oneOf(
  engine: Engine,
  column: 'status' | 'tier' | 'type' | 'mode',
  wanted: readonly (string | number)[],
  order: string,
) {
  const values = [...new Set(wanted)]
  const [only] = values
  if (values.length === 1 && order === 'n') return sql<SqlBool>`${sql.ref(column)} = ${only}`
  return sql<SqlBool>`${plainly(engine, column)} in (${sql.join(values)})`
}

/** A column that SQLite shall not look for an index of. */
const plainly = <T = string>(engine: Engine, column: string) =>
  engine === 'sqlite' ? sql<T>`+${sql.ref(column)}` : sql.ref<T>(column)

/** Terms and approvals are canonical JSON, so that what they say can be looked for as text in the few rows that wait. */
const mayBeApprovedBy = (actor: string): Expression<SqlBool> =>
  sql<SqlBool>`(proposed_by <> ${actor} or terms like '%"self_approval":true%')
    and state not like ${`%"actor":{"digest":"%","id":"${actor}"}%`}`

function has(engine: Engine, words: readonly string[]): Expression<SqlBool> {
  if (engine === 'sqlite') {
    const wanted = words.map((word) => `"${word}"*`).join(' ')
    return sql<SqlBool>`action_words match ${wanted}`
  }
  const wanted = words.map((word) => `'${word}':*`).join(' & ')
  return sql<SqlBool>`lexemes @@ ${wanted}::tsquery`
}
