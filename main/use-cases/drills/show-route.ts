import type { z } from '@hono/zod-openapi'
import type { RouteDetail } from '../../../shared/contract/drills.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readAcknowledgementsOf } from '../../store/drill-acknowledgements.ts'
import { readDrillDeliveries } from '../../store/drill-deliveries.ts'
import { findRoute } from '../../store/drill-routes.ts'
import type { Caller } from '../caller.ts'
import { viewAcknowledgements } from './view-acknowledgements.ts'
import { viewRoutes } from './view-routes.ts'

type RouteDetailView = z.output<typeof RouteDetail>

/** The same for what belongs to another workspace. */
const noSuchRoute: Refusal = { code: 'not_found', detail: 'There is no such route.' }

/** A route with everything that was answered to it, and with how its message was sent. */
export async function showRoute(
  services: Pick<Services, 'store' | 'clock' | 'drillPolicy'>,
  caller: Caller,
  route_id: string,
): Promise<Result<RouteDetailView>> {
  const { read } = services.store
  const { workspace } = caller
  const record = await findRoute(read, workspace, route_id)
  const [view] = record ? await viewRoutes(services, caller, [record], services.clock()) : []
  if (record === undefined || view === undefined) return { ok: false, refusal: noSuchRoute }
  const answers = await readAcknowledgementsOf(read, workspace, record)
  const own = answers.filter(({ route_ids }) => route_ids.includes(route_id))
  const deliveries = record.action === 'deliver' ? await readDrillDeliveries(read, workspace, record.plan_id) : []
  return ok({
    ...view,
    acknowledgements: await viewAcknowledgements(read, workspace, own),
    deliveries: deliveries
      .filter(({ provider }) => provider === record.provider)
      .map(({ provider, connector, outcome, attempts, url }) => ({
        provider,
        connector: connector ?? 'none',
        outcome,
        attempts,
        url,
      })),
  })
}
