import { type RawBuilder, sql } from 'kysely'
import { isFinal, routeStates } from '../../shared/domain/drill-route.ts'
import { countRoutes, type RouteCounts } from './drill-routes.ts'
import type { ReadDb } from './schema.ts'

export type DashboardCounts = RouteCounts & {
  plans: number
  deliveries: number
  failed: number
  /** Those of them that somebody may still have to be told of in another way. */
  failed_open: number
  acknowledgements: number
  /** The next moment at which one that waits is late. */
  next_breach_at: string | null
}
export type Waiting = { schedule_id: string; plan_id: string; provider: string; owner: string }

export async function readDashboardCounts(db: ReadDb, workspace: string, now: string): Promise<DashboardCounts> {
  const own = sql`workspace = ${workspace}`
  const { rows } = await sql<Omit<DashboardCounts, keyof RouteCounts>>`select
    (select count(*) from drill_plan where ${own}) as plans,
    (select count(*) from drill_delivery where ${own} and outcome <> 'pending') as deliveries,
    (select count(*) from drill_delivery where ${own} and outcome in ('failed', 'unknown')) as failed,
    (select count(*) from drill_delivery as d where ${own} and outcome in ('failed', 'unknown') and exists (
      select 1 from drill_route as r where r.workspace = d.workspace and r.plan_id = d.plan_id
        and r.provider = d.provider and r.state in (${sql.join(openStates)}) and r.superseded_by is null
    )) as failed_open,
    (select count(*) from drill_acknowledgement where ${own}) as acknowledgements,
    (select min(slo_ends_at) from drill_route where ${own} and ${waits} and slo_ends_at > ${now}) as next_breach_at
  `.execute(db as never)
  const [row] = rows
  if (row === undefined) throw new Error('a question for counts had no answer')
  return { ...row, ...(await countRoutes(db, workspace, {}, now)) }
}

const openStates = routeStates.filter((state) => !isFinal(state))

const waits: RawBuilder<unknown> = sql`state = 'outstanding' and superseded_by is null`

/** Those that wait, by when they are late. */
export async function readWaiting(db: ReadDb, workspace: string, limit: number): Promise<Waiting[]> {
  return db
    .selectFrom('drill_route')
    .select(['schedule_id', 'plan_id', 'provider', 'owner'])
    .where('workspace', '=', workspace)
    .where('state', '=', 'outstanding')
    .where('superseded_by', 'is', null)
    .orderBy('slo_ends_at')
    .orderBy('n')
    .limit(limit)
    .execute()
}
