import type { z } from '@hono/zod-openapi'
import { expect } from 'vitest'
import type { Services } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import { readAcknowledgementsOf } from '../../main/store/drill-acknowledgements.ts'
import { readEntries } from '../../main/store/entries.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { recordPlan } from '../../main/use-cases/drills/record-plan.ts'
import { recordSchedule } from '../../main/use-cases/drills/record-schedule.ts'
import type { Acknowledgement, acknowledgeRoute, acknowledgeRoutes } from '../../shared/contract/drills.ts'
import { drillActions, readAcknowledgement } from '../../shared/domain/drill-entries.ts'
import type { Plan } from '../../shared/domain/drill-plan.ts'
import type { Schedule } from '../../shared/domain/drill-schedule.ts'
import { ada } from '../support/people.ts'

export const drills = '/runtime/go-pilot/rollback-drill-notifications'
export const bulk = `${drills}/acknowledgements/bulk`
export const answersTo = (schedule_id: string) => `${drills}/${schedule_id}/acknowledgements`

type Answers<R extends { responses: { 200: { content: { 'application/json': { schema: z.ZodType } } } } }> = z.output<
  R['responses'][200]['content']['application/json']['schema']
>
export type Recorded = Answers<typeof acknowledgeRoute>
export type BulkAnswer = Answers<typeof acknowledgeRoutes>
export type AcknowledgementView = z.output<typeof Acknowledgement>

/** Past its day, so that a plan of it tells everybody: two owners, each by two providers. */
export const scheduleOf = (wanted: Partial<Schedule> = {}): Schedule => ({
  schedule_id: 'checkout',
  title: 'Checkout rollback',
  environment: 'staging',
  status: 'active',
  interval_days: 30,
  due_soon_days: 7,
  next_due_at: '2026-01-01T00:00:00.000Z',
  recovery_limit_seconds: 600,
  owners: ['payments', 'platform'],
  notification_providers: ['slack', 'teams'],
  owner_routes: {},
  maintenance_windows: [],
  owner_calendars: {},
  runbook_ref: 'runbooks/checkout',
  runbook_steps: [],
  ...wanted,
})

type Wanted = Parameters<typeof recordPlan>[3]

/** Sets a schedule and tells its owners, as the scheduler does. */
export async function planned(
  { store }: Pick<Services, 'store'>,
  { wanted, workspace = 'w', ...schedule }: Partial<Schedule> & { wanted?: Wanted; workspace?: string } = {},
): Promise<Plan> {
  await ensureWorkspace(store, workspace, ada)
  return store.write(workspace, async (tx) => {
    const who = await knowActor(tx, ada)
    const { schedule: set } = await recordSchedule({ tx, who }, scheduleOf(schedule))
    return (await recordPlan(tx, who, set, wanted)).plan
  })
}

/** What is on record of acknowledgements, wherever it is: the entries, the rows, and where routes stand. */
export async function onRecord({ store }: Pick<Services, 'store'>, plan: Plan, workspace = 'w') {
  return within(workspace, async () => {
    const window = { action: drillActions.acknowledged, order: 'asc', limit: 10_000 } as const
    const entries = (await readEntries(store.read, workspace, window)).filter(
      (entry) => readAcknowledgement(entry)?.plan_id === plan.plan_id,
    )
    const rows = await Promise.all(
      [...new Set(plan.route_decisions.map(({ provider }) => provider))].map((provider) =>
        readAcknowledgementsOf(store.read, workspace, { plan_id: plan.plan_id, provider }),
      ),
    )
    const routes = await store.read
      .selectFrom('drill_route')
      .select(['route_id', 'owner', 'provider', 'state', 'answered_at', 'acknowledgement_id', 'last_seq'])
      .where('workspace', '=', workspace)
      .where('plan_id', '=', plan.plan_id)
      .orderBy('n')
      .execute()
    return { entries, rows: rows.flat().sort((a, b) => a.seq - b.seq), routes }
  })
}
export type OnRecord = Awaited<ReturnType<typeof onRecord>>

/** Route, row and entry tell the same of every acknowledgement. */
export function expectAgreement({ entries, rows, routes }: OnRecord): void {
  expect(rows.map(({ schedule_id, by, at, seq, ...acknowledgement }) => ({ by, at, seq, ...acknowledgement }))).toEqual(
    entries.map((entry) => ({
      by: { id: entry.actor_id, digest: entry.actor_digest },
      at: entry.at,
      seq: entry.seq,
      ...readAcknowledgement(entry),
    })),
  )
  for (const route of routes) {
    const last = rows.findLast(({ route_ids }) => route_ids.includes(route.route_id))
    const first = rows.find(({ route_ids }) => route_ids.includes(route.route_id))
    expect(route).toMatchObject({
      acknowledgement_id: last?.acknowledgement_id ?? null,
      answered_at: first?.at ?? null,
    })
    if (last) expect(route).toMatchObject({ state: last.acknowledgement_state, last_seq: last.seq })
  }
}

/** The same answer to one question, alone and in bulk, as it goes over the wire. */
export const asksFor = ({ schedule_id, plan_id }: Plan, rest: object): [path: string, body: object][] => [
  [answersTo(schedule_id), { provider: 'slack', plan_id, ...rest }],
  [bulk, { routes: [{ schedule_id, provider: 'slack', plan_id }], ...rest }],
]

/** What was recorded, whichever of the two was asked. */
export const recordedIn = (answer: Recorded | BulkAnswer): AcknowledgementView | undefined =>
  'acknowledgement' in answer ? answer.acknowledgement : answer.acknowledgements[0]
