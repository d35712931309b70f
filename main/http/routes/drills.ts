import * as contract from '../../../shared/contract/drills.ts'
import type { Services } from '../../services.ts'
import { showDashboard } from '../../use-cases/drills/dashboard.ts'
import { deliverNotifications } from '../../use-cases/drills/deliver-notifications.ts'
import { showHistory } from '../../use-cases/drills/history.ts'
import { listRoutes } from '../../use-cases/drills/list-routes.ts'
import { packAudit } from '../../use-cases/drills/pack-audit.ts'
import { planEscalation } from '../../use-cases/drills/plan-escalation.ts'
import { showRoute } from '../../use-cases/drills/show-route.ts'
import { showTrends } from '../../use-cases/drills/trends.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** Rollback drills under the names that CAVRA's clients speak, and a route in full. */
export function drillRoutes(mount: Mount, services: Services): void {
  // A report is written under the lock of all who write: as much work as any transition, and counted as one.
  const report = { status: 200 } as const

  mount(contract.deliverNotifications, async (c) => {
    const delivered = await deliverNotifications(services, callerOf(c), c.req.valid('json'), c.get('once'))
    const { answer, settled } = unwrap(delivered)
    // What is still under way is no answer to keep for a request that comes again.
    if (!settled) c.set('kept', true)
    return c.json(answer, 200)
  })
  mount(contract.listNotifications, async (c) =>
    c.json(await showHistory(services, callerOf(c), c.req.valid('query')), 200),
  )
  mount(contract.getDashboard, async (c) => c.json(await showDashboard(services, callerOf(c)), 200))
  mount(contract.listRoutes, async (c) => c.json(await listRoutes(services, callerOf(c), c.req.valid('query')), 200))
  mount(contract.getRoute, async (c) =>
    c.json(unwrap(await showRoute(services, callerOf(c), c.req.valid('param').route_id)), 200),
  )
  mount(contract.getTrends, async (c) => c.json(await showTrends(services, callerOf(c), c.req.valid('query')), 200))
  mount(contract.planEscalation, (c) =>
    transact(c, services, report, (act) => planEscalation(services, act, c.req.valid('json'))),
  )
  mount(contract.packAudit, (c) =>
    transact(c, services, report, (act) => packAudit(services, act, c.req.valid('json'))),
  )
}
