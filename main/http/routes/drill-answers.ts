import * as contract from '../../../shared/contract/drills.ts'
import type { Services } from '../../services.ts'
import { readSchedule } from '../../store/drill-schedules.ts'
import { acknowledgeInBulk } from '../../use-cases/drills/acknowledge-in-bulk.ts'
import { acknowledgeRoute } from '../../use-cases/drills/acknowledge-route.ts'
import { noSuchSchedule } from '../../use-cases/drills/show-schedule.ts'
import { settleActor } from '../drill-actor.ts'
import { callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { transact } from '../transact.ts'

/** What operators answer to drill notifications. Not what the limit of transitions is about. */
export function drillAnswerRoutes(mount: Mount, services: Services): void {
  const options = { status: 200, counted: false } as const
  const bySettledActor: Subject = (c) => settleActor(c, services)
  const onSchedule: Subject = async (c) => {
    const id = c.req.param('schedule_id') ?? ''
    const found = await readSchedule(services.store.read, callerOf(c).workspace, id)
    return found ? bySettledActor(c) : noSuchSchedule
  }

  mount(
    contract.acknowledgeRoute,
    (c) => {
      const { provider, plan_id, owner, ...answer } = c.req.valid('json')
      const { schedule_id } = c.req.valid('param')
      return transact(c, services, options, (act) =>
        acknowledgeRoute(services, act, { schedule_id, provider, plan_id, owner }, answer),
      )
    },
    onSchedule,
  )
  mount(
    contract.acknowledgeRoutes,
    (c) => {
      const { routes, ...answer } = c.req.valid('json')
      return transact(c, services, options, (act) => acknowledgeInBulk(services, act, routes, answer))
    },
    bySettledActor,
  )
}
