import type { ToldRoute } from '../../shared/domain/drill-scorecard.ts'
import type { ReadDb } from './schema.ts'

type Wanted = { schedule_id?: string | undefined; since: string }

/** Every route that was told in a time, also those that a later plan took over. */
export async function readToldRoutes(
  db: ReadDb,
  workspace: string,
  { schedule_id, since }: Wanted,
): Promise<ToldRoute[]> {
  let routes = db
    .selectFrom('drill_route')
    .select(['route_id', 'created_at', 'slo_ends_at', 'answered_at'])
    .where('workspace', '=', workspace)
    .where('action', '=', 'deliver')
    .where('created_at', '>=', since)
  // A route is escalated after it was made.
  let escalations = db
    .selectFrom('drill_acknowledgement')
    .select('route_ids')
    .where('workspace', '=', workspace)
    .where('state', '=', 'escalated')
    .where('at', '>=', since)
  if (schedule_id !== undefined) {
    routes = routes.where('schedule_id', '=', schedule_id)
    escalations = escalations.where('schedule_id', '=', schedule_id)
  }
  const escalated = new Set((await escalations.execute()).flatMap(({ route_ids }): unknown[] => JSON.parse(route_ids)))
  return (await routes.execute()).map(({ route_id, ...route }) => ({ ...route, escalated: escalated.has(route_id) }))
}
