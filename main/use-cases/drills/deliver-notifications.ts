import { randomUUID } from 'node:crypto'
import type { Who } from '../../../shared/domain/action.ts'
import type { RoutingOverride } from '../../../shared/domain/drill-plan.ts'
import { mostUrgent, type Schedule } from '../../../shared/domain/drill-schedule.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { readSchedule, readSchedules } from '../../store/drill-schedules.ts'
import type { Tx } from '../../store/store.ts'
import type { Caller } from '../caller.ts'
import type { Once } from '../kept-answer.ts'
import { plannedUnder } from './plan-once.ts'
import { newPlanId, recordPlan } from './record-plan.ts'
import { type DeliveredPlan, showDeliveredPlan } from './show-delivered-plan.ts'
import { noSuchSchedule } from './show-schedule.ts'
import { type Taken, takeDelivery } from './take-delivery.ts'
import { tryUntilSettled } from './try-until-settled.ts'
import { waitForOthers } from './wait-for-others.ts'
import { whyKeptOff } from './why-kept-off.ts'

type Wanted = {
  provider?: string
  schedule_id?: string | undefined
  retries?: number
  timeout_seconds?: number
  routing_policy?: RoutingOverride | undefined
}
type Begun = { plan_id: string; by: Who; taken: Taken[] }

/**
 * Plans, delivers, and says what came of it, also where nothing arrived: the plan stands either way. A request that
 * comes again under its key makes no second plan and sends nothing; it is told what came of the first.
 */
export async function deliverNotifications(
  services: Services,
  caller: Caller,
  wanted: Wanted,
  once: Once | undefined,
): Promise<Result<DeliveredPlan>> {
  const { store } = services
  const { workspace } = caller
  const lease = randomUUID()
  const begun = await store.write(workspace, (tx) => begin(services, tx, caller, wanted, lease, once))
  if (!begun.ok) return begun
  const { plan_id, by, taken } = begun.value
  if (taken.length > 0) await Promise.all(taken.map((one) => tryUntilSettled(services, by, one)))
  else await waitForOthers(services, workspace, plan_id, timeoutOf(wanted))
  return ok(await showDeliveredPlan(services, workspace, plan_id))
}

/** One transaction: the plan, its routes and the beginning of each delivery are there together, or none of it is. */
async function begin(
  services: Pick<Services, 'drillPolicy'>,
  tx: Tx,
  caller: Caller,
  wanted: Wanted,
  lease: string,
  once: Once | undefined,
): Promise<Result<Begun>> {
  // A new plan takes over what others wait for an answer to, so it is for whoever may answer.
  const refusal = await whyKeptOff(services, tx.db, caller)
  if (refusal) return { ok: false, refusal }
  const by = await knowActor(tx, caller.actor)
  const named = once && (await plannedUnder(tx, caller, once))
  if (named && !named.ok) return named
  if (named?.value.exists) return ok({ plan_id: named.value.plan_id, by, taken: [] })
  const schedule = await scheduleFor(tx, wanted.schedule_id)
  if (schedule === undefined) return { ok: false, refusal: noSuchSchedule }
  const plan_id = named?.value.plan_id ?? newPlanId(Date.parse(tx.now))
  const { provider, routing_policy: routing, retries = 2 } = wanted
  const send = { retries, timeoutMs: timeoutOf(wanted) }
  const { delivery_ids } = await recordPlan(tx, by, schedule, { plan_id, provider, routing, ...send })
  const taken: Taken[] = []
  for (const delivery_id of delivery_ids) {
    const one = await takeDelivery(tx, delivery_id, lease)
    if (one) taken.push(one)
  }
  return ok({ plan_id, by, taken })
}

/** A request without a body has none of what the contract puts in for what is left out. */
const timeoutOf = ({ timeout_seconds = 10 }: Wanted): number => Math.round(timeout_seconds * 1000)

async function scheduleFor(tx: Tx, schedule_id: string | undefined): Promise<Schedule | undefined> {
  if (schedule_id !== undefined) return (await readSchedule(tx.db, tx.workspace, schedule_id))?.schedule
  return mostUrgent((await readSchedules(tx.db, tx.workspace)).map(({ schedule }) => schedule))
}
