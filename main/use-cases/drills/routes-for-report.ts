import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { RouteRecord } from '../../store/drill-route-record.ts'
import { type RouteFilter, readAllRoutes } from '../../store/drill-routes.ts'
import type { Tx } from '../../store/store.ts'

/** A report is read, hashed and kept as one document, while all who write wait: it has a largest size. */
const mostRoutes = 10_000

/** What a report is about: all of it, or none where that is too much. */
export async function routesForReport(
  { db, workspace, now }: Pick<Tx, 'db' | 'workspace' | 'now'>,
  filter: RouteFilter,
): Promise<Result<RouteRecord[]>> {
  const routes = await readAllRoutes(db, workspace, filter, now, mostRoutes + 1)
  if (routes.length <= mostRoutes) return ok(routes)
  const message = `expected no more than ${mostRoutes} routes: name a schedule_id, a provider, an owner or a state`
  return refuse('invalid_input', `A report holds at most ${mostRoutes} routes. Narrow the filter.`, {
    issues: [{ path: ['schedule_id'], message }],
  })
}

/** The same as the report says it. */
export const givenIn = (filter: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
