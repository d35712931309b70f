import type { Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import { saveConnector } from '../../../main/store/connectors.ts'
import { type Caller, callerWith } from '../../../main/use-cases/caller.ts'
import { removeConnector } from '../../../main/use-cases/connectors/remove-connector.ts'
import { acknowledgeRoutes } from '../../../main/use-cases/drills/acknowledge-routes.ts'
import { packAudit } from '../../../main/use-cases/drills/pack-audit.ts'
import { planEscalation } from '../../../main/use-cases/drills/plan-escalation.ts'
import { recordPlan } from '../../../main/use-cases/drills/record-plan.ts'
import { recordSchedule } from '../../../main/use-cases/drills/record-schedule.ts'
import { commandRun } from '../../../main/use-cases/drills/runs/command-run.ts'
import { startRun } from '../../../main/use-cases/drills/runs/start-run.ts'
import { settleAttempt } from '../../../main/use-cases/drills/send-delivery.ts'
import { takeDelivery } from '../../../main/use-cases/drills/take-delivery.ts'
import type { Act } from '../../../main/use-cases/transition.ts'
import { setPolicy } from '../../../main/use-cases/workspace/policy.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { writeConnector } from '../../../shared/domain/connector-entries.ts'
import type { AcknowledgementState } from '../../../shared/domain/drill-route.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import type { Result } from '../../../shared/domain/result.ts'

const callerOf = (identity: Identity, id: string, workspace: string): Caller =>
  callerWith({
    mode: 'api_key',
    actor: { ...identity, id },
    workspace,
    roles: ['admin'],
    groups: [],
    client: identity.subject,
  })

/** Past its day, with two owners told by two ways, one of which is shut for one of them. */
const scheduleOf = (schedule_id: string, now: string): Schedule => ({
  schedule_id,
  title: `Größe of ${schedule_id}`,
  environment: 'staging',
  status: 'active',
  interval_days: 30,
  due_soon_days: 7,
  next_due_at: '2025-12-01T00:00:00.000Z',
  recovery_limit_seconds: 300,
  owners: ['payments', 'platform'],
  notification_providers: ['slack', 'teams'],
  owner_routes: { payments: { providers: ['slack', 'teams'], acknowledgement_minutes: 15, escalation_owner: 'lead' } },
  maintenance_windows: [
    {
      window_id: 'freeze',
      start_at: '2025-01-01T00:00:00.000Z',
      end_at: new Date(Date.parse(now) + 60_000).toISOString(),
      reason: 'Freeze',
      owners: ['platform'],
      providers: ['teams'],
    },
  ],
  owner_calendars: {},
  runbook_ref: 'runbooks/rollback.md',
  runbook_steps: ['Roll back', 'Watch'],
})

/** What `tellDrills` writes. */
export const entriesOfDrills = 30

/**
 * Drills as people leave them: planned twice, so that the first plan is taken over; told, in vain, and not yet; answered
 * in every way; rehearsed to the end, broken off and running; reported; with the policy and the connectors set.
 */
export async function tellDrills(services: Services, workspace: string, by: Identity, round: string): Promise<void> {
  const id = round.replaceAll(/[^a-z0-9]+/g, '-')
  const [checkout, search] = [`checkout-${id}`, `search-${id}`]
  await services.store.write(workspace, async (tx) => {
    const who = await knowActor(tx, by)
    const act: Act = { tx, caller: callerOf(by, who.id, workspace), who, signedIn: null }
    for (const require_verified of [true, false]) done(await setPolicy(services, act, { drills: { require_verified } }))
    for (const name of [`desk-${id}`, `old-${id}`]) {
      const set = { name, kind: 'desktop', description: round, enabled: true } as const
      const { seq } = tx.append({ ...writeConnector({ ...set, secrets_changed: false }), actor: who })
      await saveConnector(tx, { ...set, changed_at: tx.now, changed_by: who, last_seq: seq })
    }
    done(await removeConnector(act, `old-${id}`))

    const { schedule } = await recordSchedule(act, scheduleOf(checkout, tx.now))
    const other = await recordSchedule(act, scheduleOf(search, tx.now))
    const first = await recordPlan(tx, who, schedule)
    const tell = async (delivery_id: string, arrived: boolean) => {
      const taken = await takeDelivery(tx, delivery_id, 'a lease')
      if (taken === undefined) throw new Error('nothing is to be sent')
      const error = arrived ? null : 'Not sent: there is nobody.'
      const verdict = arrived ? 'delivered' : 'never'
      await settleAttempt(
        tx,
        who,
        taken,
        { verdict, status: 200, error, url: 'https://x/?REDACTED', retryAfterMs: 0 },
        'in_background',
      )
    }
    const [toSlack = '', toTeams = ''] = first.delivery_ids
    await tell(toSlack, true)
    await tell(toTeams, false)
    const answer = async (
      plan_id: string,
      provider: string,
      owner: string,
      acknowledgement_state: AcknowledgementState,
    ) => {
      const asked = { schedule_id: plan_id === third.plan.plan_id ? search : checkout, plan_id, provider, owner }
      const said = { acknowledgement_state, external_ref: 'INC-1', notes: 'Größe: „late“\n' }
      for (const each of done(await acknowledgeRoutes(services, act, [asked], said))) done(each)
    }
    const third = await recordPlan(tx, who, other.schedule)
    await answer(first.plan.plan_id, 'slack', 'payments', 'acknowledged')
    const second = await recordPlan(tx, who, schedule)
    await answer(first.plan.plan_id, 'slack', 'payments', 'escalated')
    await answer(first.plan.plan_id, 'slack', 'platform', 'resolved')
    await answer(second.plan.plan_id, 'slack', 'payments', 'dismissed')
    await answer(second.plan.plan_id, 'slack', 'platform', 'escalated')
    await answer(third.plan.plan_id, 'teams', 'payments', 'resolved')

    done(await planEscalation(services, act))
    done(await packAudit(services, act))
    const begin = async () => done(await startRun(act, { schedule_id: search, surface: 'search-staging' })).run.run_id
    done(await commandRun(act, await begin(), { name: 'abandon', notes: 'Not now' }))
    const run = await begin()
    for (const step of [0, 1]) done(await commandRun(act, run, { name: 'tick', step }))
    done(await commandRun(act, run, { name: 'recover' }))
    done(await commandRun(act, run, { name: 'finish', notes: 'It went well' }))
    done(await commandRun(act, await begin(), { name: 'tick', step: 1 }))
  })
}

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.detail)
  return result.value
}
