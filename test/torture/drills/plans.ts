import { knowActor } from '../../../main/store/actors.ts'
import { recordPlan } from '../../../main/use-cases/drills/record-plan.ts'
import { recordSchedule } from '../../../main/use-cases/drills/record-schedule.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import { identityOf, opened, type Place, workspace } from '../ledger.ts'

export type Target = { schedule_id: string; plan_id: string; provider: string; owner: string }

const owners = Array.from({ length: 50 }, (_, i) => `team-${i}`)

/** Paused once its plan is made, so that nothing but the clients is at these routes. */
const scheduleOf = (schedule_id: string): Schedule => ({
  schedule_id,
  title: schedule_id,
  environment: 'staging',
  status: 'active',
  interval_days: 30,
  due_soon_days: 7,
  next_due_at: '2026-01-01T00:00:00.000Z',
  recovery_limit_seconds: 600,
  owners,
  notification_providers: ['slack', 'teams'],
  owner_routes: {},
  maintenance_windows: [],
  owner_calendars: {},
  runbook_ref: '',
  runbook_steps: [],
})

/** So many routes that wait for an answer, and the key of one who may answer them. */
export function makePlans(place: Place, count: number): Promise<{ key: string; targets: Target[] }> {
  return opened(place, async (services) => {
    const { key } = await createKey(services, identityOf('harness'), {
      workspace,
      name: 'release',
      roles: ['release_manager'],
    })
    const targets: Target[] = []
    for (let n = 0; targets.length < count; n += 1)
      await services.store.write(workspace, async (tx) => {
        const who = await knowActor(tx, identityOf('harness'))
        const { schedule } = await recordSchedule({ tx, who }, scheduleOf(`drill-${n}`))
        const { plan } = await recordPlan(tx, who, schedule)
        await recordSchedule({ tx, who }, { ...schedule, status: 'paused' })
        const { schedule_id, plan_id } = plan
        for (const { owner, provider } of plan.route_decisions) targets.push({ schedule_id, plan_id, provider, owner })
      })
    return { key, targets: targets.slice(0, count) }
  })
}
