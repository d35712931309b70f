import { sql } from 'kysely'
import type { RouteAction, RouteCategory, RouteState } from '../../shared/domain/drill-route.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import { type RouteRecord, type RouteRow, routeRecordOf } from './drill-route-record.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'

export type RouteFilter = {
  schedule_id?: readonly string[] | undefined
  plan_id?: string | undefined
  provider?: readonly string[] | undefined
  /** The owner, or whom it is escalated to. */
  owner?: readonly string[] | undefined
  action?: RouteAction | undefined
  category?: readonly RouteCategory[] | undefined
  state?: readonly RouteState[] | undefined
  breached?: boolean | undefined
  /** With those that a later plan took over. */
  superseded?: boolean | undefined
  q?: string | undefined
}
type RouteSort = 'urgency' | '-created_at' | 'created_at'
type Page = { sort: RouteSort; limit: number; offset: number }

export async function findRoute(db: ReadDb, workspace: string, route_id: string): Promise<RouteRecord | undefined> {
  const [row] = await runByKey<RouteRow>(db, 'drill route', [workspace, route_id], () =>
    db.selectFrom('drill_route').selectAll().where('workspace', '=', workspace).where('route_id', '=', route_id),
  )
  return row && routeRecordOf(row)
}

/** `now` is what is late by. The order of `n` is the order in which routes were made, and there is an index of it. */
export async function readRoutes(
  db: ReadDb,
  workspace: string,
  filter: RouteFilter,
  { sort, limit, offset }: Page,
  now: string,
): Promise<RouteRecord[]> {
  const rows =
    sort === 'urgency'
      ? await byUrgency(db, workspace, filter, { limit, offset }, now)
      : await routesByAge(db, workspace, filter, sort, now).limit(limit).offset(offset).execute()
  return rows.map(routeRecordOf)
}

export const routesByAge = (
  db: ReadDb,
  workspace: string,
  filter: RouteFilter,
  sort: 'created_at' | '-created_at',
  now: string,
) =>
  matching(db, workspace, filter, now)
    .selectAll()
    .orderBy('n', sort === 'created_at' ? 'asc' : 'desc')

/** Those that wait, by when they are late. */
export const routesThatWait = (db: ReadDb, workspace: string, filter: RouteFilter, now: string) =>
  matching(db, workspace, filter, now).where('state', '=', 'outstanding').where('superseded_by', 'is', null)

/** All that match, newest first: for reports. */
export async function readAllRoutes(
  db: ReadDb,
  workspace: string,
  filter: RouteFilter,
  now: string,
  limit: number,
): Promise<RouteRecord[]> {
  const rows = await routesByAge(db, workspace, filter, '-created_at', now).limit(limit).execute()
  return rows.map(routeRecordOf)
}

/** Two walks, each in the order of an index: those that wait by when they are late, then the rest, newest first. */
async function byUrgency(
  db: ReadDb,
  workspace: string,
  filter: RouteFilter,
  { limit, offset }: Omit<Page, 'sort'>,
  now: string,
): Promise<RouteRow[]> {
  const waiting = routesThatWait(db, workspace, filter, now)
  const first = await waiting.selectAll().orderBy('slo_ends_at').orderBy('n').limit(limit).offset(offset).execute()
  if (first.length === limit) return first
  const { count } = await waiting.select((e) => e.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const rest = await matching(db, workspace, filter, now)
    .where((e) => e.or([e('state', 'is', null), e('state', '<>', 'outstanding'), e('superseded_by', 'is not', null)]))
    .selectAll()
    .orderBy('n', 'desc')
    .limit(limit - first.length)
    .offset(Math.max(0, offset - Number(count)))
    .execute()
  return [...first, ...rest]
}

export type RouteCounts = { total: number; by_state: Record<RouteState, number>; suppressed: number; breached: number }

/** The counts by state, and of those that are late, do not follow what the filter says of either: they are its tabs. */
export async function countRoutes(
  db: ReadDb,
  workspace: string,
  filter: RouteFilter,
  now: string,
): Promise<RouteCounts> {
  const { state, breached, ...rest } = filter
  const rows = await matching(db, workspace, rest, now)
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  const by = new Map(rows.map((row) => [row.state, Number(row.count)]))
  const countOf = async (wanted: RouteFilter) => {
    const query = matching(db, workspace, wanted, now).select((e) => e.fn.countAll<number>().as('count'))
    return Number((await query.executeTakeFirstOrThrow()).count)
  }
  const isWhole = !state?.length && breached === undefined
  return {
    total: isWhole ? [...by.values()].reduce((sum, count) => sum + count, 0) : await countOf(filter),
    by_state: {
      outstanding: by.get('outstanding') ?? 0,
      acknowledged: by.get('acknowledged') ?? 0,
      escalated: by.get('escalated') ?? 0,
      resolved: by.get('resolved') ?? 0,
      dismissed: by.get('dismissed') ?? 0,
    },
    suppressed: by.get(null) ?? 0,
    breached: await countOf({ ...rest, breached: true }),
  }
}

function matching(db: ReadDb, workspace: string, filter: RouteFilter, now: string) {
  const { schedule_id, plan_id, provider, owner, action, category, state, breached, superseded, q } = filter
  let query = db.selectFrom('drill_route').where('workspace', '=', workspace)
  if (schedule_id?.length) query = query.where('schedule_id', 'in', schedule_id)
  if (plan_id !== undefined) query = query.where('plan_id', '=', plan_id)
  if (provider?.length) query = query.where('provider', 'in', provider)
  if (owner?.length) query = query.where((e) => e.or([e('owner', 'in', owner), e('escalation_owner', 'in', owner)]))
  if (action !== undefined) query = query.where('action', '=', action)
  if (category?.length) query = query.where('category', 'in', category)
  if (state?.length) query = query.where('state', 'in', state)
  if (!superseded) query = query.where('superseded_by', 'is', null)
  if (breached === true)
    query = query.where('state', '=', 'outstanding').where('slo_ends_at', '<=', now).where('superseded_by', 'is', null)
  if (breached === false)
    query = query.where((e) =>
      e.or([
        e('state', 'is', null),
        e('state', '<>', 'outstanding'),
        e('slo_ends_at', '>', now),
        e('superseded_by', 'is not', null),
      ]),
    )
  const words = searchWords(q ?? '')
  // A question of nothing but punctuation is one that nothing answers.
  if (words.length === 0 && (q ?? '').trim() !== '') query = query.where(sql<boolean>`1 = 0`)
  // A word is letters and digits alone, so it holds nothing that `like` would take for a pattern.
  for (const word of words) query = query.where('words', 'like', `% ${word}%`)
  return query
}
