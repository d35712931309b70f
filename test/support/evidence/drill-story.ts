import type { Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import type { Tx } from '../../../main/store/store.ts'
import { ensureWorkspace } from '../../../main/store/workspaces.ts'
import type { Who } from '../../../shared/domain/action.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import {
  type Acknowledgement,
  writeAcknowledgement,
  writePlan,
  writeSchedule,
} from '../../../shared/domain/drill-entries.ts'
import { type Plan, planRoutes } from '../../../shared/domain/drill-plan.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import { ada, grace } from '../people.ts'

/** What a spreadsheet, a page or a terminal might take for more than text. */
export const hostile = `=HYPERLINK("http://evil.example";"x")<script>alert(1)</script>\u202E'"&`

const schedule = (schedule_id: string, owners: readonly string[]): Schedule => ({
  schedule_id,
  title: `Roll back ${schedule_id} <b>`,
  environment: 'staging',
  status: 'active',
  interval_days: 30,
  due_soon_days: 7,
  next_due_at: '2026-01-01T00:00:00.000Z',
  recovery_limit_seconds: 600,
  owners: [...owners],
  notification_providers: ['slack', 'teams'],
  owner_routes: {},
  maintenance_windows: [],
  owner_calendars: {},
  runbook_ref: 'runbooks/rollback.md',
  runbook_steps: [],
})

export const plan = (id: string, of: Schedule, at = '2026-02-01T00:00:00.000Z'): Plan =>
  planRoutes(of, { plan_id: id }, Date.parse(at))

export function answer(
  to: Plan,
  provider: string,
  owner: string,
  given: Partial<Acknowledgement> = {},
): Acknowledgement {
  const routes = to.route_decisions.filter((route) => route.provider === provider && route.owner === owner)
  return {
    acknowledgement_id: `gordack-${to.plan_id}-${provider}-${owner}-${given.acknowledgement_state ?? 'acknowledged'}`,
    plan_id: to.plan_id,
    provider,
    owners: [owner],
    route_ids: routes.map(({ route_id }) => route_id),
    acknowledgement_state: 'acknowledged',
    external_ref: '',
    notes: hostile,
    through: null,
    ...given,
  }
}

export async function tell(
  { store }: Services,
  workspace: string,
  by: Identity,
  unit: (tx: Tx, actor: Who) => void,
): Promise<void> {
  await ensureWorkspace(store, workspace, ada)
  await store.write(workspace, async (tx) => {
    const { id, digest } = await knowActor(tx, by)
    unit(tx, { id, digest })
  })
}

export const payments = schedule('payments', ['platform', 'risk'])
const search = schedule('search', ['search-team'])
const first = plan('gordn-1', payments)
const other = plan('gordn-2', search)
const second = plan('gordn-3', payments)

/** Two schedules; payments was planned twice, so that the second plan took over what was still open. */
export async function drillStory(services: Services, workspace = 'w'): Promise<void> {
  await tell(services, workspace, ada, (tx, actor) => {
    for (const each of [payments, search]) tx.append({ ...writeSchedule(each), actor })
    tx.append({ ...writePlan(first), actor })
    tx.append({ ...writePlan(other), actor })
  })
  await tell(services, workspace, grace, (tx, actor) => {
    tx.append({ ...writeAcknowledgement('payments', answer(first, 'slack', 'risk')), actor })
    const resolved = answer(first, 'slack', 'risk', { acknowledgement_state: 'resolved', external_ref: 'JIRA-1' })
    tx.append({ ...writeAcknowledgement('payments', resolved), actor })
    tx.append({ ...writeAcknowledgement('search', answer(other, 'teams', 'search-team')), actor })
  })
  await tell(services, workspace, ada, (tx, actor) => {
    tx.append({ ...writePlan(second), actor })
    tx.append({ action: 'test.note.made', subject: 'note:1', actor, data: {} })
  })
}
