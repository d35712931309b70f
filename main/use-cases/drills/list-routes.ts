import type { z } from '@hono/zod-openapi'
import type { listRoutes as contract, RouteQuery } from '../../../shared/contract/drills.ts'
import type { Services } from '../../services.ts'
import { countRoutes, readRoutes } from '../../store/drill-routes.ts'
import type { Caller } from '../caller.ts'
import { viewRoutes } from './view-routes.ts'

type RoutePage = z.output<(typeof contract.responses)[200]['content']['application/json']['schema']>

export async function listRoutes(
  services: Pick<Services, 'store' | 'clock' | 'drillPolicy'>,
  caller: Caller,
  { sort, limit, offset, ...filter }: z.output<typeof RouteQuery>,
): Promise<RoutePage> {
  const { store } = services
  const now = services.clock()
  const at = new Date(now).toISOString()
  const records = await readRoutes(store.read, caller.workspace, filter, { sort, limit, offset }, at)
  const { total, by_state, breached } = await countRoutes(store.read, caller.workspace, filter, at)
  return { total, items: await viewRoutes(services, caller, records, now), by_state, breached }
}
