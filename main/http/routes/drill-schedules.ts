import * as contract from '../../../shared/contract/drill-schedules.ts'
import { getDrillSchedule } from '../../../shared/contract/drills.ts'
import type { Services } from '../../services.ts'
import { listSchedules } from '../../use-cases/drills/list-schedules.ts'
import { previewSchedule } from '../../use-cases/drills/preview-schedule.ts'
import { putSchedule } from '../../use-cases/drills/put-schedule.ts'
import { showDrillSchedule, showSchedule } from '../../use-cases/drills/show-schedule.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** When drills are due, and who is told of them how. */
export function drillScheduleRoutes(mount: Mount, services: Services): void {
  mount(contract.listSchedules, async (c) => c.json(await listSchedules(services, callerOf(c)), 200))
  mount(contract.previewSchedule, async (c) =>
    c.json(await previewSchedule(services, callerOf(c), c.req.valid('json')), 200),
  )
  mount(contract.getSchedule, async (c) =>
    c.json(unwrap(await showSchedule(services, callerOf(c), c.req.valid('param').schedule_id)), 200),
  )
  mount(contract.putSchedule, (c) =>
    transact(c, services, { status: 200, counted: false }, (act) =>
      putSchedule(services, act, c.req.valid('param').schedule_id, c.req.valid('json'), c.req.valid('query').last_seq),
    ),
  )
  mount(getDrillSchedule, async (c) =>
    c.json(unwrap(await showDrillSchedule(services, callerOf(c), c.req.valid('query').schedule_id)), 200),
  )
}
