import { ScheduleDocument } from '../../../shared/domain/drill-entries.ts'
import { nextOpening, occasionOf, type Plan, planDue } from '../../../shared/domain/drill-plan.ts'
import { type Schedule, scheduleBounds, standingOf } from '../../../shared/domain/drill-schedule.ts'
import type { Services } from '../../services.ts'
import { type DueSchedule, findDueSchedules } from '../../store/drill-due.ts'
import { readPlansOf } from '../../store/drill-plans.ts'
import { readSchedule } from '../../store/drill-schedules.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'
import { within } from '../../store/within.ts'
import { recordPlan } from './record-plan.ts'
import { bySystem } from './take-delivery.ts'

/** Of which schedules nothing follows: as they were then, until that time. */
export type Quiet = Map<string, { of: string; until: number }>

const dayMs = 24 * 60 * 60_000
/** Nobody waits for it, so it is tried for as long as it takes a provider to come back. */
const send = { retries: 5, timeoutMs: 15_000 }

/**
 * Plans what has become due or stale since the last time, in every workspace, and what was kept back and is free now.
 * Whether there is something to do is asked again inside the transaction, so any number of processes may do this.
 */
export async function scheduleDrills(services: Services, quiet: Quiet = new Map()): Promise<void> {
  const { store, clock, log, stopping } = services
  const now = clock()
  const horizon = new Date(now + scheduleBounds.dueSoonDays.max * dayMs).toISOString()
  for (const due of await findDueSchedules(store.read, horizon)) {
    if (stopping.aborted) return
    try {
      if (await isWanted(store.read, due, quiet, now))
        await store.write(due.workspace, (tx) => planOccasion(tx, due.schedule_id))
    } catch (error) {
      log.warn({ err: error, schedule_id: due.schedule_id }, 'a drill could not be planned; it is tried again')
    }
  }
}

/** A look without a lock, and without reading what was read before and has not changed. */
async function isWanted(db: ReadDb, due: DueSchedule, quiet: Quiet, now: number): Promise<boolean> {
  const { workspace, schedule_id, last_seq, latest_plan } = due
  const schedule: Schedule = ScheduleDocument.parse(JSON.parse(due.document))
  const standing = standingOf(schedule, now)
  if (standing.status === 'ready') return false
  const key = JSON.stringify([workspace, schedule_id])
  const of = `${last_seq} ${latest_plan} ${standing.status}`
  const known = quiet.get(key)
  if (known?.of === of && now < known.until) return false
  const plans = await within(workspace, () => plansFor(db, workspace, schedule, now))
  if (planDue(schedule, plans, now) !== null) return true
  quiet.set(key, { of, until: nextOpening(schedule, now) })
  return false
}

async function planOccasion(tx: Tx, schedule_id: string): Promise<void> {
  const now = Date.parse(tx.now)
  const schedule = (await readSchedule(tx.db, tx.workspace, schedule_id))?.schedule
  const due = schedule && planDue(schedule, await plansFor(tx.db, tx.workspace, schedule, now), now)
  if (schedule && due) await recordPlan(tx, await bySystem(tx), schedule, { ...due, ...send })
}

const plansFor = (db: ReadDb, workspace: string, schedule: Schedule, now: number): Promise<Plan[]> =>
  readPlansOf(db, workspace, {
    schedule_id: schedule.schedule_id,
    occasion: occasionOf(schedule, standingOf(schedule, now)),
  })
