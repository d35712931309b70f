import { knowActor } from '../../main/store/actors.ts'
import type { Answered } from '../../main/store/drill-answers.ts'
import type { Answer as Kept } from '../../main/store/kept-answers.ts'
import type { Caller } from '../../main/use-cases/caller.ts'
import { acknowledgeInBulk } from '../../main/use-cases/drills/acknowledge-in-bulk.ts'
import { recordPlan } from '../../main/use-cases/drills/record-plan.ts'
import { recordSchedule } from '../../main/use-cases/drills/record-schedule.ts'
import { runTransition } from '../../main/use-cases/transition.ts'
import type { Schedule } from '../../shared/domain/drill-schedule.ts'
import type { Result } from '../../shared/domain/result.ts'
import { identityOf, openActions, type Place, workspace } from './action-fixture.ts'

const bulkPath = '/runtime/go-pilot/rollback-drill-notifications/acknowledgements/bulk'
export const inBulk = 100
const schedules = 40

const scheduleOf = (schedule_id: string): Schedule => ({
  schedule_id,
  title: 'Checkout rollback',
  environment: 'staging',
  status: 'active',
  interval_days: 30,
  due_soon_days: 7,
  next_due_at: '2026-01-01T00:00:00.000Z',
  recovery_limit_seconds: 600,
  owners: Array.from({ length: 50 }, (_, i) => `payments-team-${i}`),
  notification_providers: ['slack', 'teams'],
  owner_routes: {},
  maintenance_windows: [],
  owner_calendars: {},
  runbook_ref: 'runbooks/checkout',
  runbook_steps: [],
})

/** Thousands of routes that were told, answered a hundred at a time: acknowledged, escalated, and so on. */
export async function openDrills(place: Place) {
  const fixture = await openActions(place)
  const { services } = fixture
  const plans: Answered[][] = []
  for (let n = 0; n < schedules; n += 1)
    await services.store.write(workspace, async (tx) => {
      const who = await knowActor(tx, identityOf('operator'))
      const { schedule } = await recordSchedule({ tx, who }, scheduleOf(`checkout-${n}`))
      const { plan } = await recordPlan(tx, who, schedule)
      const { schedule_id, plan_id } = plan
      plans.push(plan.route_decisions.map(({ owner, provider }) => ({ schedule_id, plan_id, provider, owner })))
    })
  let turn = 0
  const next = () => {
    const round = Math.floor(turn / schedules)
    const routes = plans[turn % schedules] ?? []
    turn += 1
    const acknowledgement_state = round % 2 === 0 ? ('acknowledged' as const) : ('escalated' as const)
    return { routes, acknowledgement_state, external_ref: 'INC-2041', notes: 'The on-call has it: rehearsing at noon.' }
  }
  return {
    ...fixture,
    /** Somebody verified, as they are on a team's server. */
    async manager(): Promise<Caller> {
      const caller = await fixture.callerOf('manager', 'release_manager')
      const identity = { ...identityOf('manager'), via: 'oidc', verified: true } as const
      const { id } = await services.store.write(workspace, (tx) => knowActor(tx, identity))
      return { ...caller, actor: { ...identity, id } }
    },
    /** What the route does, below the wire: one transaction, and the answer as it would go out. */
    async answer(caller: Caller): Promise<Kept> {
      const { routes, ...words } = next()
      return runTransition(services, caller, { render: rendered, counted: false }, (act) =>
        acknowledgeInBulk(services, act, routes, words),
      )
    },
    async answerOverHttp(key: string, headers: Record<string, string> = {}): Promise<void> {
      const init = {
        method: 'POST',
        body: JSON.stringify(next()),
        headers: { 'content-type': 'application/json', ...headers },
      }
      const answer = await fixture.ask(key, bulkPath, init)
      check(answer.status, await answer.text())
    },
  }
}

function rendered(result: Result<unknown>): Kept {
  if (!result.ok) throw new Error(result.refusal.detail)
  const body = JSON.stringify(result.value)
  check(200, body)
  return { status: 200, body }
}

/** What is measured is what was done. */
function check(status: number, text: string): void {
  if (status !== 200 || !text.includes(`"acknowledgement_count":${inBulk},`)) throw new Error(text.slice(0, 500))
}
